import { setTimeout as delay } from "node:timers/promises";
import type { Release } from "../ledger.ts";
import { ReleaseError } from "../release-error.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import { describeSplit, shortId } from "../rollout/traffic.ts";
import type { ServiceWorker } from "../service.ts";
import { type Choice, chooseMove, nameOf, type WorkerMove } from "./choice.ts";
import { unanswered } from "./control-plane.ts";
import { readHistory, type WorkerHistory } from "./history.ts";
import { findObstacles } from "./obstacles.ts";

export interface PlanOrder {
  /** In the order in which they get their traffic. */
  readonly workers: readonly ServiceWorker[];
  /** A release or a version; the one before the present one where there is none. */
  readonly to?: string | undefined;
  /**
   * Gives the stack's ledger, or undefined where it cannot be had now. Asked only for several
   * Workers: it knows which of their versions belong together.
   */
  readonly readLedger?: (() => Promise<readonly Release[] | undefined>) | undefined;
  /** How long the traffic waits at most for what may stand in the way. Default 1 s. */
  readonly patienceMs?: number | undefined;
}

/**
 * Finds out where the traffic of each Worker is to go. Reads only.
 * @throws ReleaseError `rollback-refused` with every reason, `vendor` when Cloudflare does not answer.
 */
export async function planRollback(api: CloudflareApi, order: PlanOrder): Promise<WorkerMove[]> {
  const { workers, to, readLedger = async () => undefined, patienceMs = 1000 } = order;
  const [histories, ledger] = await Promise.all([
    Promise.all(workers.map((worker) => readHistory(api, worker))),
    workers.length > 1 ? readLedger() : undefined,
  ]).catch((error: unknown) => {
    throw unanswered(error);
  });
  const { moves, reasons } = chooseMoves(histories, to, ledger);
  const tooLate = delay(patienceMs, [], { ref: false });
  const obstacles = await Promise.all(
    moves
      .filter(({ isServing }) => !isServing)
      .map((move) => Promise.race([findObstacles(api, move), tooLate])),
  );
  const all = [...reasons, ...obstacles.flat()];
  if (all.length > 0) throw refusal(all, histories);
  return moves;
}

export interface Moves {
  readonly moves: WorkerMove[];
  /** Why the rollback is not possible; empty where it is. */
  readonly reasons: string[];
}

/** @param ledger newest first; undefined where it is not known. */
export function chooseMoves(
  histories: readonly WorkerHistory[],
  to: string | undefined,
  ledger?: readonly Release[],
): Moves {
  const choices = histories.map((history) => chooseMove(history, to));
  const entry = ledger && entryToReturnTo(choices.flatMap(movesOf), to, ledger);
  if (entry === undefined) return settle(to === undefined ? newestOnly(choices) : choices);
  const combined = histories.flatMap((history) => {
    const versionId = entry.workers[history.worker.scriptName];
    // A Worker that the release does not have came later, and is left alone.
    return versionId === undefined ? [] : [chooseMove(history, versionId)];
  });
  return settle(combined);
}

function movesOf(choice: Choice): WorkerMove[] {
  return choice.kind === "move" ? [choice.move] : [];
}

/** A Worker that had no earlier release came with the present one, and is left alone beside others. */
function settle(choices: readonly Choice[]): Moves {
  const moves = choices.flatMap(movesOf);
  const reasons = choices.flatMap((choice) => {
    if (choice.kind === "move" || (choice.kind === "first" && moves.length > 0)) return [];
    return [choice.reason];
  });
  return { moves, reasons };
}

/** The named release, or the newest one whose versions are not the withdrawn ones. */
function entryToReturnTo(
  moves: readonly WorkerMove[],
  to: string | undefined,
  ledger: readonly Release[],
): Release | undefined {
  if (to !== undefined) return ledger.find(({ version }) => version === to);
  const withdrawn = ({ workers }: Release) =>
    moves.every(({ worker, withdrawn }) => workers[worker.scriptName] === withdrawn.id);
  const present = ledger.find(withdrawn);
  return ledger.find((entry) => !withdrawn(entry) && entry.version !== present?.version);
}

/**
 * Without a ledger, only Workers of the newest release go back: one that this release did not
 * change would go back too far.
 */
function newestOnly(choices: readonly Choice[]): readonly Choice[] {
  const [newest] = choices
    .flatMap(movesOf)
    .map(({ withdrawn }) => withdrawn)
    .sort((a, b) => b.createdOn.localeCompare(a.createdOn));
  return choices.filter(
    (choice) => choice.kind !== "move" || choice.move.withdrawn.release === newest?.release,
  );
}

function refusal(reasons: readonly string[], histories: readonly WorkerHistory[]): ReleaseError {
  const message = [
    "The rollback is not possible, and nothing was changed:",
    ...reasons.map((each) => `  - ${each}`),
    "Users go on getting:",
    ...histories.map((each) => `  - ${describeServing(each)}`),
  ].join("\n");
  return new ReleaseError("rollback-refused", message, {
    hint: "Name another release with --to, or repair the present one and deploy it.",
  });
}

/** `api-staging: 1a2b3c4-20261121095712 (version 3f2a9c1e) 90 %, …` */
function describeServing({ worker, deployments: [newest], versions }: WorkerHistory): string {
  const shares = newest?.shares.map(({ versionId, percentage }) => {
    const release = versions.find(({ id }) => id === versionId)?.release || "no release";
    return `${release} (version ${shortId(versionId)}) ${percentage} %`;
  });
  return `${worker.scriptName}: ${shares?.join(", ") ?? "nothing"}`;
}

/** What a move does, in a sentence for people. */
export function describeMove(move: WorkerMove): string {
  const { worker, serving, target, replaced, isServing } = move;
  const version = `release ${nameOf(target)} (version ${target.id})`;
  if (isServing) return `${worker.scriptName} has gone back to ${version} already.`;
  return `${worker.scriptName} goes back to ${version} from ${nameOf(replaced)}; now: ${describeSplit(serving)}.`;
}
