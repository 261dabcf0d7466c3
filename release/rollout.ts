import { type CloudflareApi, cloudflareApi } from "./rollout/cloudflare-api.ts";
import type { Preview } from "./rollout/first.ts";
import { probeMeter } from "./rollout/meter.ts";
import { httpProbe, type Probe, type RouteCheck } from "./rollout/probe.ts";
import { type RolloutOutcome, rollOut, type Serving } from "./rollout/run.ts";
import { systemClock } from "./rollout/system-clock.ts";
import { cloudflareTraffic, shortId } from "./rollout/traffic.ts";
import { type WayBackPorts, withdraw } from "./rollout/way-back.ts";
import type { ServiceWorker } from "./service.ts";

export {
  type CloudflareApi,
  CloudflareApiError,
  cloudflareApi,
  isRefusal,
} from "./rollout/cloudflare-api.ts";
export { type Interruption, listenForInterrupts } from "./rollout/interruption.ts";
export {
  cloudflareTraffic,
  type Deployment,
  describeSplit,
  isSameSplit,
  shortId,
} from "./rollout/traffic.ts";

/** How a Worker's new versions get their traffic. */
export interface RolloutSettings {
  readonly worker: ServiceWorker;
  /** Percentages, ascending. Empty: from the probes straight to 100. */
  readonly steps: readonly number[];
  readonly bakeSeconds: number;
  /** The version migrates Durable Objects, so it cannot share the traffic with another one. */
  readonly isIndivisible?: boolean | undefined;
}

export interface RolloutRun {
  /** One line of progress for people. */
  report(line: string): void;
  /** Asks the rollout to stop; it then goes back first. */
  readonly signal: AbortSignal;
}

/** The rollout found that a version must not have the traffic, or could not find that it may. */
export class RolloutError extends Error {
  override readonly name = "RolloutError";
  /** Whether users are served as before the rollout. */
  readonly isAsBefore: boolean;

  constructor(message: string, { isAsBefore = true } = {}) {
    super(message);
    this.isAsBefore = isAsBefore;
  }
}

/**
 * Rolls a version out at Cloudflare, or at what `CLOUDFLARE_BASE_URL` and `SLIPWAY_CONNECT_TO` (where
 * probes connect in place of the real host) say. Returns when the version deserves 100 %.
 * @throws RolloutError with the reasons and what is serving.
 */
export async function rollOutVersion(
  versionId: string,
  { worker, steps, bakeSeconds, isIndivisible }: RolloutSettings,
  { report, signal }: RolloutRun,
): Promise<void> {
  const { scriptName, checks } = worker;
  const ports = portsOf(worker, signal);
  const outcome = await rollOut(
    {
      newVersionId: versionId,
      plan: { steps },
      bakeSeconds,
      proof: proofOf(worker),
      isIndivisible,
    },
    {
      ...ports,
      // A version that hangs does not keep a rollout from going back.
      meter: probeMeter(probeOf(worker, signal), checks),
      preview: (until) => findPreview(apiUntil(until), worker, versionId),
      report,
    },
  );
  if (outcome.kind === "reverted") {
    throw new RolloutError(describeFailure(scriptName, versionId, outcome), outcome);
  }
}

/**
 * Takes a version's share of the traffic back where it was found good and could not be deployed after
 * that. Never throws: says who serves then.
 */
export function withdrawVersion(
  versionId: string,
  worker: ServiceWorker,
  signal: AbortSignal,
): Promise<Serving> {
  const order = { newVersionId: versionId, proof: proofOf(worker) };
  return withdraw(order, portsOf(worker, signal));
}

/** @throws RolloutError where no check says which version answered. */
function proofOf({ scriptName, checks }: ServiceWorker): RouteCheck {
  const proof = checks.find(({ versionField }) => versionField !== undefined);
  if (proof === undefined) throw new RolloutError(`No check of ${scriptName} has a versionField.`);
  return proof;
}

function portsOf(worker: ServiceWorker, signal: AbortSignal): WayBackPorts {
  const { accountId, scriptName } = worker;
  return {
    openTraffic: (until) =>
      cloudflareTraffic({
        api: apiUntil(until),
        accountId,
        scriptName,
        // The secrets that a version has are the declared ones, whatever serves now has.
        isForced: true,
        // The rollout tries again itself, and looks before whether the traffic is still its own.
        attempts: 1,
      }),
    probe: probeOf(worker),
    clock: systemClock,
    signal,
  };
}

/** @param signal where aborted, its answers are not waited for. */
function probeOf({ hostname, scriptName }: ServiceWorker, signal?: AbortSignal): Probe {
  return httpProbe({ hostname, scriptName, connectTo: process.env.SLIPWAY_CONNECT_TO, signal });
}

function apiUntil(signal: AbortSignal): CloudflareApi {
  return cloudflareApi({ timeoutMs: apiTimeoutMs, signal });
}

/** Of one attempt: users may be with a bad version meanwhile. */
const apiTimeoutMs = 10_000;

/**
 * A version's own address; none where the account has no workers.dev name.
 * @see https://developers.cloudflare.com/workers/configuration/previews/
 */
async function findPreview(
  api: CloudflareApi,
  { accountId, scriptName, checks }: ServiceWorker,
  versionId: string,
): Promise<Preview | undefined> {
  const answer = (await api("GET", `/accounts/${accountId}/workers/subdomain`)) as {
    subdomain?: string;
  } | null;
  if (!answer?.subdomain) return undefined;
  const hostname = `${shortId(versionId)}-${scriptName}.${answer.subdomain}.workers.dev`;
  const probe = httpProbe({ hostname, scriptName, connectTo: process.env.SLIPWAY_CONNECT_TO });
  return { probe, meter: probeMeter(probe, checks) };
}

function describeFailure(
  scriptName: string,
  versionId: string,
  { reasons, serving }: Extract<RolloutOutcome, { kind: "reverted" }>,
): string {
  return [`${scriptName} does not get version ${versionId}.`, ...reasons, serving].join("\n");
}
