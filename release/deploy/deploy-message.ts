import type { Fact, Message } from "../notify/notifier.ts";
import { releasePage } from "../notify/release-page.ts";
import { describeException } from "../preflight/policy.ts";
import type { PreflightFindings } from "../preflight/preflight.ts";
import type { RunIdentity } from "../run-identity.ts";
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
  /** The system whose people are called where the traffic is not whole. */
  readonly pagedService: string | undefined;
}

/** Told when the update begins. An emergency calls people, as nobody has tried its release before. */
export function deployBegins(report: DeployReport): Message {
  const { stack, release, identity, exception, pagedService } = report;
  const isEmergency = exception?.kind === "emergency";
  const page = isEmergency && pagedService !== undefined;
  return {
    kind: "deploy",
    stack,
    title: `Deploying ${release ?? "a release"} to ${stack}`,
    severity: exception ? "warning" : "info",
    facts: commonFacts(report),
    correlationId: identity.correlationId,
    ...(page && { page: releasePage("trigger", stack, pagedService) }),
  };
}

/**
 * Told when a deployment has ended, however it did. People are called where the traffic is left
 * between two versions, and called off by the next release that is found to be well.
 */
export function deployEnded(report: DeployReport): Message {
  const { stack, release = "the release", identity, failure, warnings, serving } = report;
  const isTorn = isLeftBetween(report);
  const page = pageOf(report, isTorn);
  return {
    kind: "deploy",
    stack,
    title: failure
      ? `The deployment of ${release} to ${stack} failed`
      : `${stack} runs ${release}${warnings.length > 0 ? ", with warnings" : ""}`,
    severity: severityOf(report, isTorn),
    facts: [
      ...commonFacts(report),
      ...(failure ? [{ name: failure.step, value: failure.reason }] : []),
      ...warnings.map((value) => ({ name: "Warning", value })),
      ...serving.map(({ scriptName, description }) => ({ name: scriptName, value: description })),
    ],
    correlationId: identity.correlationId,
    ...(page && { page }),
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

/** Whether a failed update left a Worker's users between two versions. */
function isLeftBetween({ hasBegun, failure, serving }: DeployReport): boolean {
  return hasBegun && failure !== undefined && serving.some(({ isWhole }) => !isWhole);
}

function severityOf({ failure, warnings }: DeployReport, isTorn: boolean): Message["severity"] {
  if (isTorn) return "critical";
  return failure || warnings.length > 0 ? "warning" : "success";
}

function pageOf(
  { stack, pagedService, failure, isProven }: DeployReport,
  isTorn: boolean,
): Message["page"] {
  if (pagedService === undefined) return undefined;
  if (isTorn) return releasePage("trigger", stack, pagedService);
  return failure === undefined && isProven
    ? releasePage("resolve", stack, pagedService)
    : undefined;
}
