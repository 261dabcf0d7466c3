import type { Fact, Message, Page } from "../notify/notifier.ts";
import { blindnessPage, releasePage } from "../notify/release-page.ts";
import { describeException } from "../preflight/policy.ts";
import type { PreflightFindings } from "../preflight/preflight.ts";
import type { RunIdentity } from "../run-identity.ts";
import type { Services } from "../service.ts";
import type { Serving } from "../status/serving.ts";

export interface DeployReport {
  readonly stack: string;
  /** The one that was to be deployed alone; undefined for the whole stack. */
  readonly service: string | undefined;
  /** Undefined where the deployment ended before that was known. */
  readonly release: string | undefined;
  readonly identity: RunIdentity;
  readonly exception?: PreflightFindings["exception"];
  /** What failed and why; undefined where nothing did. */
  readonly failure?: { readonly step: string; readonly reason: string } | undefined;
  readonly warnings: readonly string[];
  /** Whether the new release was verified and watched, and nothing was found. */
  readonly isProven: boolean;
  /** Whether the update was begun; before it a split of the traffic is somebody else's. */
  readonly hasBegun: boolean;
  readonly serving: readonly Serving[];
  /** The systems whose people are called, each where its own traffic is not whole. */
  readonly services: Services;
}

/** Told when the update begins. An emergency calls people, as nobody has tried its release before. */
export function deployBegins(report: DeployReport): Message {
  const { stack, release, identity, exception, services } = report;
  const called = exception?.kind === "emergency" ? Object.keys(services) : [];
  return {
    kind: "deploy",
    stack,
    title: `Deploying ${release ?? "a release"} to ${stack}`,
    severity: exception ? "warning" : "info",
    facts: commonFacts(report),
    correlationId: identity.correlationId,
    pages: called.map((service) => releasePage("trigger", stack, service)),
  };
}

/**
 * Told when a deployment has ended, however it did. People are called where the traffic is left
 * between two versions, and called off by the next release that is found to be well: by a watch that
 * sees, too.
 */
export function deployEnded(report: DeployReport): Message {
  const { stack, release = "the release", identity, failure, warnings, serving } = report;
  const torn = leftBetween(report);
  return {
    kind: "deploy",
    stack,
    title: failure
      ? `The deployment of ${release} to ${stack} failed`
      : `${stack} runs ${release}${warnings.length > 0 ? ", with warnings" : ""}`,
    severity: severityOf(report, torn.length > 0),
    facts: [
      ...commonFacts(report),
      ...(failure ? [{ name: failure.step, value: failure.reason }] : []),
      ...warnings.map((value) => ({ name: "Warning", value })),
      ...serving.map(({ scriptName, description }) => ({ name: scriptName, value: description })),
    ],
    correlationId: identity.correlationId,
    pages: pagesOf(report, torn),
  };
}

function commonFacts({ service, identity, exception }: DeployReport): Fact[] {
  return [
    { name: "By", value: identity.actor },
    ...(service === undefined ? [] : [{ name: "Service", value: service }]),
    ...(exception === undefined
      ? []
      : [{ name: "Exception", value: describeException(exception) }]),
  ];
}

/** The systems whose users a failed update left between two versions. */
function leftBetween({ hasBegun, failure, services, serving }: DeployReport): readonly string[] {
  if (!hasBegun || failure === undefined) return [];
  const split = new Set(serving.filter(({ isWhole }) => !isWhole).map((each) => each.scriptName));
  return Object.entries(services)
    .filter(([, { workers }]) => workers.some(({ scriptName }) => split.has(scriptName)))
    .map(([service]) => service);
}

function severityOf({ failure, warnings }: DeployReport, isTorn: boolean): Message["severity"] {
  if (isTorn) return "critical";
  return failure || warnings.length > 0 ? "warning" : "success";
}

function pagesOf(
  { stack, services, failure, isProven }: DeployReport,
  torn: readonly string[],
): readonly Page[] {
  const isOver = failure === undefined && isProven;
  return isOver
    ? Object.keys(services).flatMap((service) => [
        releasePage("resolve", stack, service),
        blindnessPage("resolve", stack, service),
      ])
    : torn.map((service) => releasePage("trigger", stack, service));
}
