import type { WorkerMove } from "../../../../release/rollback/choice.ts";
import type { Moved } from "../../../../release/rollback/move.ts";
import type { RollbackOrder } from "../../../../release/rollback/run.ts";
import { serviceWorker, shares } from "./history.ts";

export const oldRelease = "1a2b3c4-20261121095712";
export const newRelease = "5d6e7f8-20261121113000";

/** From version `b` back to version `a`. */
export function workerMove(scriptName = "api", changes: Partial<WorkerMove> = {}): WorkerMove {
  const createdOn = "2026-11-21T00:00:00Z";
  const bad = { id: "b", number: 2, release: newRelease, createdOn };
  return {
    worker: { ...serviceWorker(scriptName), auditNamespace: `${scriptName}-kv` },
    serving: shares("b"),
    target: { id: "a", number: 1, release: oldRelease, createdOn },
    replaced: bad,
    withdrawn: bad,
    isServing: false,
    ...changes,
  };
}

export function rollbackOrder(moves: readonly WorkerMove[] = [workerMove()]): RollbackOrder {
  const identity = { correlationId: "run-1", actor: "ada" };
  return { stack: "staging", service: "shop", moves, reason: "it loses votes", identity };
}

export function moved(status: Moved["status"], move = workerMove()): Moved {
  const problem = status === "failed" ? { problem: "It was refused." } : {};
  return { move, status, serving: `${move.worker.scriptName} serves something.`, ...problem };
}
