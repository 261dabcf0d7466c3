import { breakLock } from "../break-lock.ts";
import type { StackEngine } from "../engine.ts";
import type { Pin } from "../ledger.ts";
import { ReleaseError } from "../release-error.ts";
import type { Step } from "../run-result.ts";
import { isStale } from "../update-lock.ts";
import { nameOf, type WorkerMove } from "./choice.ts";
import type { RollbackOrder } from "./run.ts";

/** The part of the engine that a rollback needs. */
export type RollbackEngine = Pick<
  StackEngine,
  "stackName" | "up" | "outputs" | "resources" | "lock"
>;

export interface ReconcileOptions {
  /** The command that does what then remains. */
  readonly repeat: string;
  /** Whether a lock that a killed update has left is removed first; a live one never is. */
  readonly breaksStaleLock?: boolean;
}

/**
 * Pins the Workers to the versions they went back to in the engine's state, so that the next preview
 * finds nothing to do. The traffic is back already: a failure here is a warning.
 */
export function reconcileState(
  engine: RollbackEngine,
  order: RollbackOrder,
  { repeat, breaksStaleLock = false }: ReconcileOptions,
): Step {
  return {
    name: "Bring the state in line",
    isOptional: true,
    async run() {
      try {
        const holder = breaksStaleLock ? await breakLock(engine) : undefined;
        const broken = holder === undefined ? "" : `The lock of ${holder} is broken.\n`;
        return broken + (await pinWorkers(engine, order));
      } catch (error) {
        throw notReconciled(error, await whatToDo(engine, repeat));
      }
    },
  };
}

async function pinWorkers(engine: RollbackEngine, order: RollbackOrder): Promise<string> {
  const { pins = {} } = (await engine.outputs()) as { pins?: Record<string, Pin> };
  const open = order.moves.filter((move) => !isPinned(move, pins[move.worker.scriptName]));
  if (open.length === 0) return "It is so already.";
  const asked = Object.fromEntries(
    open.map((move) => [move.worker.scriptName, pinOf(move, order)] as const),
  );
  const resources = await engine.resources();
  const targets = resources
    .filter(({ type }) => type === "cloudflare:index/workersDeployment:WorkersDeployment")
    .filter(({ inputs }) => typeof inputs?.scriptName === "string" && inputs.scriptName in asked)
    .map(({ urn }) => urn);
  await engine.up({ targets, environment: { SLIPWAY_PINS: JSON.stringify(asked) } });
  return open.map(describeResult).join("\n");
}

/** A version that is withdrawn itself comes again: its pin says so by naming one release twice. */
function isPinned({ target, withdrawn }: WorkerMove, pin: Pin | undefined): boolean {
  if (target.id === withdrawn.id) return pin === undefined;
  return pin?.versionId === target.id && pin.insteadOf === nameOf(withdrawn);
}

function pinOf({ target, withdrawn }: WorkerMove, { reason, identity }: RollbackOrder): Pin {
  return {
    versionId: target.id,
    release: nameOf(target),
    insteadOf: nameOf(withdrawn),
    since: new Date().toISOString(),
    by: identity.actor,
    reason,
  };
}

function describeResult({ worker, target, withdrawn }: WorkerMove): string {
  return target.id === withdrawn.id
    ? `${worker.scriptName} follows its code again.`
    : `${worker.scriptName} is pinned to ${nameOf(target)} until other code than ${nameOf(withdrawn)} is deployed.`;
}

async function whatToDo(engine: RollbackEngine, repeat: string): Promise<string> {
  const lock = await engine.lock().catch(() => undefined);
  if (lock === undefined) return `Remove what stands in the way, then run this again: ${repeat}`;
  return isStale(lock)
    ? `That update is dead. Break its lock, and do the rest: ${repeat} --break-stale-lock`
    : `Wait for that update to end, then run this again: ${repeat}`;
}

function notReconciled(error: unknown, hint: string): ReleaseError {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `${reason}\nThe traffic is back, but the state still has the withdrawn release: the next pulumi up from its code brings it again.`;
  return new ReleaseError("update-failed", message, { hint, cause: error });
}
