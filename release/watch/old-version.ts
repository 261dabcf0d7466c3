import { percentile } from "../rollout/meter.ts";
import type { Probe, ProbeAnswer, RouteCheck } from "../rollout/probe.ts";
import { shortId, type Traffic } from "../rollout/traffic.ts";
import { allowedErrors } from "../rollout/verdict.ts";
import type { ServiceWorker } from "../service.ts";
import type { OldVersion } from "./decision.ts";
import { severityOf } from "./matrix.ts";

/** A Worker and the version that it would go back to. */
export interface OldVersionOrder {
  readonly worker: ServiceWorker;
  readonly oldVersionId: string;
  readonly traffic: Traffic;
  readonly probe: Probe;
  /** What the serving version answers badly. */
  readonly checks: readonly RouteCheck[];
  /** Nobody waits for the finding any more: nothing is to be changed then. */
  readonly signal: AbortSignal;
  wait(milliseconds: number): Promise<unknown>;
}

const probesPerRoute = 20;
const overrideAttempts = 10;
const pauseMs = 200;

/**
 * Asks the old version the routes that the serving one answers badly. For that it becomes part of
 * the deployment at 0 %, where only pinned requests reach it. A version that is ill on all of them as
 * well is no way out: then the old deployment is made again. Any other finding leaves the split as it
 * is, as a rollback follows. Never throws: what cannot be found out must not keep anybody from going back.
 */
export async function askOldVersion(order: OldVersionOrder): Promise<OldVersion> {
  const { oldVersionId, traffic, probe, checks, signal } = order;
  try {
    const serving = await traffic.current();
    const [only, ...others] = serving?.shares ?? [];
    if (only === undefined || others.length > 0) return "unknown";
    const shares = [{ versionId: oldVersionId, percentage: 0 }, only];
    const name = shortId(oldVersionId);
    const split = await traffic.deploy(shares, `Slipway watch: ${name} is asked for comparison.`);
    if (!(await isReached(order))) return "unknown";
    const ill = await Promise.all(checks.map((check) => isIll(check, probe, oldVersionId)));
    if (!ill.every(Boolean)) return "well";
    const current = await traffic.current();
    if (current?.id === split.id && !signal.aborted) {
      await traffic.deploy([only], `Slipway watch: ${name} is ill too.`);
    }
    return "ill";
  } catch {
    return "unknown";
  }
}

/** An override for a version that is not deployed everywhere yet is ignored without a word. */
async function isReached({ worker, oldVersionId, probe, wait }: OldVersionOrder): Promise<boolean> {
  const proof = worker.checks.find(({ versionField }) => versionField !== undefined);
  if (proof === undefined) return false;
  for (let attempt = 1; attempt <= overrideAttempts; attempt++) {
    const { answeredBy } = await probe(proof, oldVersionId);
    if (answeredBy === oldVersionId) return true;
    await wait(pauseMs);
  }
  return false;
}

async function isIll(check: RouteCheck, probe: Probe, oldVersionId: string): Promise<boolean> {
  const answers = await Promise.all(
    Array.from({ length: probesPerRoute }, () => probe(check, oldVersionId)),
  );
  return isCritical(answers);
}

function isCritical(answers: readonly ProbeAnswer[]): boolean {
  const errors = answers.filter(({ problem }) => problem !== undefined).length;
  const counted = errors > allowedErrors(answers.length) ? errors : 0;
  const times = answers.map(({ timeMs }) => timeMs);
  return severityOf(counted / answers.length, percentile(times, 0.95)) === "critical";
}
