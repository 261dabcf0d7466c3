import { ReleaseError } from "../release-error.ts";
import { messageOf } from "../rollout/patience.ts";
import { describeLock, type UpdateLock } from "../update-lock.ts";
import { cloudflareStrangers } from "./cloudflare-inventory.ts";
import { Declared } from "./declared.ts";
import { engineFindings } from "./engine-findings.ts";
import type { Finding, StackDrift } from "./finding.ts";
import { githubFindings } from "./github-delivery.ts";
import { merged } from "./merge.ts";
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

/**
 * Compares what stacks declare with what their vendors have: by the engine's refresh, which sees what
 * the providers read, and by the vendors' APIs, for what they do not. Changes nothing.
 * @throws ReleaseError `never-deployed`, or as the engine, where it could not begin.
 */
export async function checkDrift(
  engines: readonly RefreshingEngine[],
  apis: VendorApis,
): Promise<readonly StackDrift[]> {
  const refreshed = await Promise.all(engines.map(refresh));
  return Promise.all(
    refreshed.map((own) => {
      const others = refreshed.filter((other) => other !== own);
      return checkStack(
        own,
        others.flatMap(({ resources }) => resources),
        apis,
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
}

async function refresh(engine: RefreshingEngine): Promise<Refreshed> {
  const stack = engine.stackName;
  const lock = await engine.lock();
  if (lock !== undefined) {
    const note = `An update goes on, or was killed: ${describeLock(lock)}.`;
    return { stack, resources: [], findings: [unchecked(stack, "stack", note)], isComplete: false };
  }
  const { events, failure } = await engine.refreshPreview();
  const resources = refreshedResources(events);
  if (resources.length === 0) throw failure ?? neverDeployed(stack);
  const incomplete = failure === undefined ? [] : [unchecked(stack, "refresh", failure.message)];
  const findings = [...engineFindings(stack, resources), ...incomplete];
  return { stack, resources, findings, isComplete: failure === undefined };
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
  { stack, resources, findings: engineSees, isComplete }: Refreshed,
  elsewhere: readonly RefreshedResource[],
  apis: VendorApis,
): Promise<StackDrift> {
  const declared = new Declared(stack, resources, elsewhere);
  const vendorsSay = isComplete ? await askVendors(declared, apis) : [];
  const findings = merged([...engineSees, ...vendorsSay]);
  const drifted = new Set(findings.map(({ urn }) => urn));
  const inSync = resources
    .filter(({ id, urn }) => id !== "" && !drifted.has(urn))
    .map((resource) => `${kindOf(resource)} ${resource.name}`);
  return { stack, inSync, findings };
}

async function askVendors(
  declared: Declared,
  { cloudflare, github, pagerduty, slack }: VendorApis,
): Promise<readonly Finding[]> {
  const { stack } = declared;
  const found = await Promise.all([
    attempt(stack, "traffic", cloudflare, (api) => trafficFindings(api, declared)),
    attempt(stack, "cron triggers", cloudflare, (api) => cronFindings(api, declared)),
    attempt(stack, "Cloudflare's lists", cloudflare, (api) => cloudflareStrangers(api, declared)),
    attempt(stack, "GitHub's environments", github, (api) => githubFindings(api, declared)),
    attempt(stack, "PagerDuty's lists", pagerduty, (api) => pagerdutyStrangers(api, declared)),
    attempt(stack, "Slack's channels", slack, (api) => slackFindings(api, declared)),
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

function unchecked(stack: string, object: string, note: string): Finding {
  const advice = "Mend that, then run slipway drift again.";
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
