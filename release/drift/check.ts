import { ReleaseError } from "../release-error.ts";
import { messageOf } from "../rollout/patience.ts";
import { describeLock, type UpdateLock } from "../update-lock.ts";
import { cloudflareStrangers } from "./cloudflare-inventory.ts";
import { Declared } from "./declared.ts";
import { engineFindings } from "./engine-findings.ts";
import type { Finding, StackDrift } from "./finding.ts";
import { githubFindings } from "./github-delivery.ts";
import { merged } from "./merge.ts";
import type { OwnNames } from "./ownership.ts";
import { pagerdutyStrangers } from "./pagerduty-services.ts";
import { kindOf, type RefreshedResource, refreshedResources } from "./refreshed-resource.ts";
import { slackFindings } from "./slack-channels.ts";
import type { VendorApis } from "./vendor-apis.ts";
import { cronFindings } from "./worker-crons.ts";
import { trafficFindings } from "./worker-traffic.ts";

/** A stack as its engine sees it. `StackEngine` is one. */
export interface RefreshingEngine {
  readonly stackName: string;
  /** The update that goes on. */
  lock(): Promise<UpdateLock | undefined>;
  refreshPreview(
    signal?: AbortSignal,
  ): Promise<{ readonly events: readonly unknown[]; readonly failure?: ReleaseError }>;
}

export interface DriftContext {
  readonly apis: VendorApis;
  readonly names: OwnNames;
}

/** A stack's drift, and what it was found in. */
export interface StackObservation {
  readonly drift: StackDrift;
  /** All objects of its state; none where they could not be read. */
  readonly resources: readonly RefreshedResource[];
  /** Why nothing of it could be read. */
  readonly failure?: ReleaseError;
}

/**
 * Compares what stacks declare with what their vendors have: by the engine's refresh, which sees what
 * the providers read, and by the vendors' APIs, for what they do not. Changes nothing. A stack that
 * cannot be read says so of itself.
 */
export async function checkDrift(
  engines: readonly RefreshingEngine[],
  context: DriftContext,
): Promise<readonly StackDrift[]> {
  return (await observeStacks(engines, context)).map(({ drift }) => drift);
}

/** As `checkDrift`, with each stack's objects. */
export async function observeStacks(
  engines: readonly RefreshingEngine[],
  context: DriftContext,
): Promise<readonly StackObservation[]> {
  const refreshed = await Promise.all(engines.map(refresh));
  return Promise.all(
    refreshed.map((own) => {
      const others = refreshed.filter((other) => other !== own);
      return checkStack(
        own,
        others.flatMap(({ resources }) => resources),
        context,
      );
    }),
  );
}

interface Refreshed {
  readonly stack: string;
  readonly resources: readonly RefreshedResource[];
  readonly findings: readonly Finding[];
  /** Without all that is declared nothing can be called undeclared. */
  readonly isComplete: boolean;
  readonly failure?: ReleaseError;
}

async function refresh(engine: RefreshingEngine): Promise<Refreshed> {
  const stack = engine.stackName;
  try {
    const lock = await engine.lock();
    if (lock === undefined) return refreshUnlocked(stack, await engine.refreshPreview());
    const note = `An update goes on, or was killed: ${describeLock(lock)}.`;
    return { stack, resources: [], findings: [unchecked(stack, "stack", note)], isComplete: false };
  } catch (error) {
    if (error instanceof ReleaseError) return unreadable(stack, error);
    throw error;
  }
}

function refreshUnlocked(
  stack: string,
  { events, failure }: Awaited<ReturnType<RefreshingEngine["refreshPreview"]>>,
): Refreshed {
  const resources = refreshedResources(events);
  if (resources.length === 0) return unreadable(stack, failure ?? neverDeployed(stack));
  const incomplete = failure === undefined ? [] : [unchecked(stack, "refresh", failure.message)];
  const findings = [...engineFindings(stack, resources), ...incomplete];
  return { stack, resources, findings, isComplete: failure === undefined };
}

function unreadable(stack: string, failure: ReleaseError): Refreshed {
  const finding = unchecked(stack, "stack", failure.message, failure.hint);
  return { stack, resources: [], findings: [finding], isComplete: false, failure };
}

function neverDeployed(stack: string): ReleaseError {
  return new ReleaseError(
    "never-deployed",
    `Stack ${stack} has no objects: it was never deployed.`,
    {
      hint: `Deploy it: pulumi up -s ${stack}.`,
    },
  );
}

async function checkStack(
  { stack, resources, findings: engineSees, isComplete, failure }: Refreshed,
  elsewhere: readonly RefreshedResource[],
  { apis, names }: DriftContext,
): Promise<StackObservation> {
  const declared = new Declared({ stack, resources, elsewhere, names });
  const vendorsSay = isComplete ? await askVendors(declared, apis) : [];
  const findings = merged([...engineSees, ...vendorsSay]);
  const drifted = new Set(findings.map(({ urn }) => urn));
  const inSync = resources
    .filter(({ id, urn }) => id !== "" && !drifted.has(urn))
    .map((resource) => `${kindOf(resource)} ${resource.name}`);
  const drift = { stack, isUnreadable: failure !== undefined, inSync, findings };
  return { drift, resources, ...(failure && { failure }) };
}

/** What the vendors' APIs are asked about, as a finding that could not be made calls it. */
export const vendorChecks = {
  traffic: "traffic",
  crons: "cron triggers",
  inventory: "Cloudflare's lists",
  github: "GitHub's environments",
  pagerduty: "PagerDuty's lists",
  slack: "Slack's channels",
} as const;

async function askVendors(
  declared: Declared,
  { cloudflare, github, pagerduty, slack }: VendorApis,
): Promise<readonly Finding[]> {
  const { stack } = declared;
  const found = await Promise.all([
    attempt(stack, vendorChecks.traffic, cloudflare, (api) => trafficFindings(api, declared)),
    attempt(stack, vendorChecks.crons, cloudflare, (api) => cronFindings(api, declared)),
    attempt(stack, vendorChecks.inventory, cloudflare, (api) => cloudflareStrangers(api, declared)),
    attempt(stack, vendorChecks.github, github, (api) => githubFindings(api, declared)),
    attempt(stack, vendorChecks.pagerduty, pagerduty, (api) => pagerdutyStrangers(api, declared)),
    attempt(stack, vendorChecks.slack, slack, (api) => slackFindings(api, declared)),
  ]);
  return found.flat();
}

/** One vendor that does not answer keeps nobody from hearing about the others. */
async function attempt<Api>(
  stack: string,
  what: string,
  api: Api | undefined,
  check: (api: Api) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  if (api === undefined) return [unchecked(stack, what, "The environment has no token for it.")];
  try {
    return await check(api);
  } catch (error) {
    return [unchecked(stack, what, messageOf(error))];
  }
}

function unchecked(
  stack: string,
  object: string,
  note: string,
  advice = "Mend that, then run npx slipway drift again.",
): Finding {
  return {
    stack,
    verdict: "cannot-tell",
    object,
    kind: "check",
    changes: [],
    note,
    remedies: [{ kind: "by-hand", advice }],
  };
}
