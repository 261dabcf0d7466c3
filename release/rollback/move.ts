import { ReleaseError } from "../release-error.ts";
import { type CloudflareApi, CloudflareApiError } from "../rollout/cloudflare-api.ts";
import {
  cloudflareTraffic,
  type Deployment,
  describeSplit,
  isSameSplit,
  type Traffic,
} from "../rollout/traffic.ts";
import { nameOf, type WorkerMove } from "./choice.ts";
import { causeOf } from "./control-plane.ts";

/** What became of one Worker's traffic. */
export interface Moved {
  readonly move: WorkerMove;
  readonly status: "moved" | "was-serving" | "failed";
  /** Who serves now, in a sentence. */
  readonly serving: string;
  /** Why it failed. */
  readonly problem?: string;
}

export type TrafficOf = (move: WorkerMove) => Traffic;

/** A secret has changed since the version was active; Cloudflare wants to be asked twice. */
const secretChanged = 10_220;

/**
 * Gives each target all traffic, one Worker after the other. One that fails does not keep the next
 * ones from going back, and none is brought forward again.
 * @param reason for the deployment's message, in which people see it.
 */
export async function moveTraffic(
  moves: readonly WorkerMove[],
  trafficOf: TrafficOf,
  reason: string,
): Promise<Moved[]> {
  const moved: Moved[] = [];
  for (const move of moves) moved.push(await moveWorker(move, trafficOf(move), reason));
  return moved;
}

async function moveWorker(move: WorkerMove, traffic: Traffic, reason: string): Promise<Moved> {
  const { worker, target } = move;
  const shares = [{ versionId: target.id, percentage: 100 }];
  const serving = `${worker.scriptName} serves ${nameOf(target)} (${target.id}) at 100 %.`;
  if (move.isServing) return { move, status: "was-serving", serving };
  try {
    await traffic.deploy(shares, messageOf(move, reason));
    return { move, status: "moved", serving };
  } catch (error) {
    const found = await traffic.current().catch(() => undefined);
    // The call may have acted before it failed.
    if (found && isSameSplit(found.shares, shares)) return { move, status: "moved", serving };
    return {
      move,
      status: "failed",
      serving: describeServing(move, found),
      problem: problemOf(error),
    };
  }
}

function messageOf({ target, replaced }: WorkerMove, reason: string): string {
  return `Rollback to ${nameOf(target)} from ${nameOf(replaced)}: ${reason}`;
}

function describeServing({ worker, serving }: WorkerMove, found: Deployment | undefined): string {
  return found === undefined
    ? `What ${worker.scriptName} serves cannot be read now; before: ${describeSplit(serving)}.`
    : `${worker.scriptName} serves ${describeSplit(found.shares)}.`;
}

function problemOf(error: unknown): string {
  if (error instanceof CloudflareApiError && error.codes.includes(secretChanged)) {
    return `${error.message} With --force it goes back all the same, and gets its old secrets: look first whether those are still valid where they are used.`;
  }
  return causeOf(error);
}

/** @throws ReleaseError `traffic-not-moved` where a Worker did not go back; it says what each serves. */
export function requireMoved(moved: readonly Moved[]): string {
  const lines = moved.map(({ serving, problem }) => (problem ? `${serving} ${problem}` : serving));
  if (moved.every(({ status }) => status !== "failed")) return lines.join("\n");
  throw new ReleaseError("traffic-not-moved", lines.join("\n"), {
    hint: "Run the same command again: it goes on with the Workers that have not gone back.",
  });
}

/** @param isForced deploys although a secret has changed since. */
export function cloudflareTrafficOf(api: CloudflareApi, isForced: boolean): TrafficOf {
  return ({ worker: { accountId, scriptName } }) =>
    cloudflareTraffic({ api, accountId, scriptName, isForced });
}
