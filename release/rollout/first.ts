import { isRefusal } from "./cloudflare-api.ts";
import { stopReason } from "./deadline.ts";
import type { Meter } from "./meter.ts";
import { holdOn, messageOf } from "./patience.ts";
import type { Probe, RouteCheck } from "./probe.ts";
import type { Clock, RolloutOutcome } from "./run.ts";
import { shortId } from "./traffic.ts";
import { judge } from "./verdict.ts";

/** A version before anything is deployed, at the address that it has for itself. */
export interface Preview {
  readonly probe: Probe;
  readonly meter: Meter;
}

export interface FirstOrder {
  readonly newVersionId: string;
  readonly proof: RouteCheck;
}

export interface FirstPorts {
  /** Undefined where versions have no addresses. */
  readonly preview: (signal: AbortSignal) => Promise<Preview | undefined>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  report(line: string): void;
}

/** How long a first version may be looked at without a verdict. */
const deadlineMs = 120_000;
const pauseMs = 20;
/** Between attempts to learn of the address. */
const holdMs = 5000;
/** How long is waited for a preview address. */
const appearanceMs = 15_000;
/** What Cloudflare answers for an address that it does not know, and for one that is not in DNS yet. */
const notThere = [404, 530];

/**
 * Looks at a Worker's first version where users cannot reach it: nothing serves that it could be
 * compared with. Without a preview address it is deployed as it is, before it has a route.
 */
export async function tryFirst(order: FirstOrder, ports: FirstPorts): Promise<RolloutOutcome> {
  const { report } = ports;
  const name = `${shortId(order.newVersionId)} is the first version`;
  let preview: Preview | undefined;
  try {
    preview = await findPreview(order, ports);
  } catch (error) {
    if (ports.signal.aborted) return notDeployed([stopReason(ports.signal)]);
    return notDeployed([`Its preview address could not be found out: ${messageOf(error)}`]);
  }
  if (ports.signal.aborted) return notDeployed([stopReason(ports.signal)]);
  if (preview === undefined) {
    report(`${name} and has no preview address: it gets 100 %, and routes only after that.`);
    return { kind: "promoted" };
  }
  report(`${name}: probing it at its preview address.`);
  const reasons = await findFaults(order, preview.meter, ports);
  if (reasons.length === 0) {
    report(`${shortId(order.newVersionId)} is good: it gets 100 %.`);
    return { kind: "promoted" };
  }
  for (const reason of reasons) report(reason);
  return notDeployed(reasons);
}

function notDeployed(reasons: readonly string[]): RolloutOutcome {
  const serving = "Nothing was deployed: no version serves.";
  return { kind: "reverted", reasons, serving, isAsBefore: true };
}

/** An address is there some time after its version: seconds, where it is the account's first. */
async function findPreview(
  { newVersionId, proof }: FirstOrder,
  { preview: look, ...ports }: FirstPorts,
): Promise<Preview | undefined> {
  const { clock, signal } = ports;
  const ask = () => look(signal).catch(noneWhereRefused);
  const preview = await holdOn(ask, { ...ports, pauseMs: holdMs });
  const deadline = clock.now() + appearanceMs;
  while (preview !== undefined && !signal.aborted && clock.now() < deadline) {
    const { status } = await preview.probe(proof, newVersionId);
    if (status !== undefined && !notThere.includes(status)) return preview;
    await clock.wait(500, signal);
  }
  return undefined;
}

/** An account without such addresses, or a token that may not ask for them. */
function noneWhereRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}

async function findFaults(
  { newVersionId }: FirstOrder,
  meter: Meter,
  { clock, signal }: FirstPorts,
): Promise<readonly string[]> {
  const window = meter.open({ newVersionId });
  const startedAt = clock.now();
  for (;;) {
    const { canary, baseline } = await window.look();
    if (signal.aborted) return [stopReason(signal)];
    const blindness = window.blindness();
    const verdict = judge(canary, baseline);
    if (verdict.kind === "failed") return verdict.reasons;
    if (verdict.kind === "successful") return [];
    if (clock.now() - startedAt >= deadlineMs) {
      return ["No verdict in time.", ...(blindness ? [blindness] : verdict.reasons)];
    }
    await clock.wait(pauseMs, signal);
  }
}
