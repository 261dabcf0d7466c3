import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { cloudflareApi } from "./rollout/cloudflare-api.ts";
import { probeMeter } from "./rollout/meter.ts";
import { httpProbe, type RouteCheck } from "./rollout/probe.ts";
import { type Clock, type RolloutOutcome, rollOut } from "./rollout/run.ts";
import { cloudflareTraffic } from "./rollout/traffic.ts";

export { type CloudflareApi, CloudflareApiError, cloudflareApi } from "./rollout/cloudflare-api.ts";
export type { RouteCheck } from "./rollout/probe.ts";

/** How a Worker's new versions get their traffic. */
export interface RolloutSettings {
  /** Where users find the Worker: `feedback.example.com`. */
  readonly hostname: string;
  /** One of them says which version answered. */
  readonly checks: readonly RouteCheck[];
  /** Percentages, ascending. Empty: from the probes straight to 100. */
  readonly steps: readonly number[];
  readonly bakeSeconds: number;
}

export interface WorkerVersionOrder {
  accountId: string;
  scriptName: string;
  versionId: string;
}

/** The rollout found that a version must not have the traffic, or could not find that it may. */
class RolloutError extends Error {
  override readonly name = "RolloutError";
}

/**
 * Rolls a version out at Cloudflare, or at what `CLOUDFLARE_BASE_URL` and `SLIPWAY_CONNECT_TO` (where
 * probes connect in place of the real host) say. Returns when the version deserves 100 %.
 * @throws RolloutError with the reasons and what is serving.
 */
export async function rollOutVersion(
  { accountId, scriptName, versionId }: WorkerVersionOrder,
  settings: RolloutSettings,
  report: (line: string) => void,
): Promise<void> {
  const { hostname, checks, steps, bakeSeconds } = settings;
  const proof = checks.find(({ versionField }) => versionField !== undefined);
  if (proof === undefined) throw new RolloutError(`No check of ${scriptName} has a versionField.`);
  const probe = httpProbe({ hostname, scriptName, connectTo: process.env.SLIPWAY_CONNECT_TO });
  const interruption = listenForInterrupts();
  try {
    const outcome = await rollOut(
      { newVersionId: versionId, plan: { steps }, bakeSeconds, proof },
      {
        traffic: cloudflareTraffic({ api: cloudflareApi(), accountId, scriptName }),
        meter: probeMeter(probe, checks),
        probe,
        clock,
        signal: interruption.signal,
        report,
      },
    );
    if (outcome.kind === "reverted") throw new RolloutError(describeFailure(scriptName, outcome));
  } finally {
    interruption.stop();
  }
}

function describeFailure(
  scriptName: string,
  { reasons, serving }: Extract<RolloutOutcome, { kind: "reverted" }>,
): string {
  return [`${scriptName} keeps its old version.`, ...reasons, serving].join("\n");
}

const clock: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** Keeps the process alive after Ctrl-C for as long as the rollout needs to go back. */
function listenForInterrupts(): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, abort);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of signals) process.off(name, abort);
    },
  };
}
