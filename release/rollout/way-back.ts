import { whyStopped } from "./deadline.ts";
import { describeDeployment, OwnSplit } from "./own-split.ts";
import { insist, messageOf } from "./patience.ts";
import type { RouteCheck } from "./probe.ts";
import type { RolloutPorts, Serving } from "./run.ts";
import { messagePrefix } from "./start.ts";
import { type Deployment, describeSplit, shortId } from "./traffic.ts";

export interface WayBackOrder {
  readonly oldVersionId: string;
  readonly newVersionId: string;
  readonly proof: RouteCheck;
  /** Somebody else has moved the traffic: it is left there. */
  readonly isForeign: boolean;
}

export type WayBackPorts = Pick<RolloutPorts, "clock" | "openTraffic" | "probe" | "signal">;

const proofsInARow = 3;
/** How long a rollout tries to go back, and then to prove it; whoever interrupts it waits for less. */
const limitsMs = { usual: 120_000, interrupted: 5_000 };
/** How long the API is asked who serves where the answers do not say so. */
const lastLookMs = 5_000;

/** Gives the old version all traffic, and proves it. Never throws: says who serves then. */
export async function goBack(
  order: WayBackOrder,
  own: OwnSplit,
  ports: WayBackPorts,
): Promise<Serving> {
  const { clock, signal, openTraffic } = ports;
  const { oldVersionId, newVersionId, isForeign } = order;
  const isHurried = signal.aborted && whyStopped(signal) === "interrupted";
  const limitMs = isHurried ? limitsMs.interrupted : limitsMs.usual;
  const traffic = openTraffic(clock.timeout(limitMs));
  const shares = [{ versionId: oldVersionId, percentage: 100 }];
  const why = `${shortId(newVersionId)} is taken back`;
  try {
    const attempt = () => (isForeign ? traffic.current() : own.ensure(traffic, shares, why));
    const found = await insist(attempt, { clock, deadline: clock.now() + limitMs });
    if (isForeign || !own.isOwn(found)) return somebodyElse(found);
  } catch (error) {
    const split = describeSplit(own.deployment.shares);
    const serving = `The traffic could not be taken back (${messageOf(error)}). Last known: ${split}. Run pulumi up again: it goes on from there.`;
    return { serving, isAsBefore: false };
  }
  if (await isProven(order, ports, clock.now() + limitMs / 4)) {
    const serving = `Version ${oldVersionId} serves 100 %, as its answers say.`;
    return { serving, isAsBefore: true };
  }
  return describeUnproven(oldVersionId, own, ports);
}

/**
 * Goes back where a version was found good and the declared deployment that was to follow failed: a
 * split that a rollout has left would stay. A version that has all traffic by then keeps it, as it is
 * good. Never throws: says who serves then.
 */
export async function withdraw(
  order: Pick<WayBackOrder, "newVersionId" | "proof">,
  ports: WayBackPorts,
): Promise<Serving> {
  const { clock, openTraffic } = ports;
  const limitMs = limitsMs.usual;
  const traffic = openTraffic(clock.timeout(limitMs));
  try {
    const deadline = clock.now() + limitMs;
    const found = await insist(() => traffic.current(), { clock, deadline });
    const old = found && oldVersionOf(found, order.newVersionId);
    if (old === undefined) {
      return { serving: `Deployed is ${describeDeployment(found)}.`, isAsBefore: false };
    }
    const own = new OwnSplit([old, order.newVersionId], found as Deployment);
    return await goBack({ ...order, oldVersionId: old, isForeign: false }, own, ports);
  } catch (error) {
    const serving = `What serves could not be read (${messageOf(error)}). Run pulumi up again: it goes on from there.`;
    return { serving, isAsBefore: false };
  }
}

/** The version beside the new one in a split that a rollout has made; undefined for any other one. */
function oldVersionOf({ shares, message }: Deployment, newVersionId: string): string | undefined {
  const isOwn = message.startsWith(messagePrefix) && shares.length === 2;
  if (!isOwn || !shares.some(({ versionId }) => versionId === newVersionId)) return undefined;
  return shares.find(({ versionId }) => versionId !== newVersionId)?.versionId;
}

/** Asks as users do until only the old version answers. */
async function isProven(
  { oldVersionId, proof }: WayBackOrder,
  { probe, clock }: WayBackPorts,
  deadline: number,
): Promise<boolean> {
  let inARow = 0;
  for (;;) {
    const { answeredBy } = await probe(proof);
    inARow = answeredBy === oldVersionId ? inARow + 1 : 0;
    if (inARow === proofsInARow) return true;
    if (clock.now() >= deadline) return false;
    if (inARow === 0) await clock.wait(1000, new AbortController().signal);
  }
}

/** Who serves, by the API: while the answers were asked, somebody may have changed that. */
async function describeUnproven(
  oldVersionId: string,
  own: OwnSplit,
  { clock, openTraffic }: WayBackPorts,
): Promise<Serving> {
  try {
    const found = await openTraffic(clock.timeout(lastLookMs)).current();
    if (!own.isOwn(found)) return somebodyElse(found);
  } catch (error) {
    const serving = `The traffic could not be proved to be back: version ${oldVersionId} was given 100 %, but its answers do not say so and what is deployed could not be read (${messageOf(error)}).`;
    return { serving, isAsBefore: false };
  }
  const serving = `Version ${oldVersionId} is deployed at 100 %, but its answers do not say so yet.`;
  return { serving, isAsBefore: true };
}

function somebodyElse(found: Deployment | undefined): Serving {
  return { serving: `Somebody else decides: ${describeDeployment(found)}.`, isAsBefore: false };
}
