import type { Health } from "../health.ts";
import type { Pin } from "../ledger.ts";
import type { WorkerHistory } from "../rollback/history.ts";
import type { LastChange } from "./last-change.ts";

/** A version's part of a Worker's users. */
export interface ServingShare {
  readonly versionId: string;
  /** 0–100 */
  readonly percentage: number;
  /** The release it is of; undefined where its version says none. */
  readonly release?: string;
}

/** What a Worker's users get now. */
export interface WorkerStatus {
  readonly service: string;
  readonly scriptName: string;
  readonly hostname: string;
  /** The first decides: `unknown` where Cloudflare did not say. */
  readonly state: "serving" | "split" | "pinned" | "not-deployed" | "unknown";
  readonly shares: readonly ServingShare[];
  /** Since when these are the shares, ISO 8601. */
  readonly since?: string;
  /** Why, in the words of who deployed it. */
  readonly message?: string;
  readonly health: Health["status"] | "unreachable";
  readonly pin?: Pin;
  readonly lastChange?: LastChange;
  /** Why the state is not known. */
  readonly problem?: string;
}

export interface WorkerFindings {
  readonly service: string;
  /** Where Cloudflare did not say it: why not. */
  readonly history: WorkerHistory | { readonly problem: string };
  readonly health: WorkerStatus["health"];
  readonly pin: Pin | undefined;
  readonly lastChange: LastChange | undefined;
}

/** Puts together what was found of a Worker. */
export function workerStatus(
  { scriptName, hostname }: WorkerHistory["worker"],
  { service, history, health, pin, lastChange }: WorkerFindings,
): WorkerStatus {
  const { deployments, versions } = "problem" in history ? nothing : history;
  const [current] = deployments;
  const shares = (current?.shares ?? []).map((share) => {
    const release = versions.find(({ id }) => id === share.versionId)?.release;
    return release ? { ...share, release } : share;
  });
  return {
    service,
    scriptName,
    hostname,
    state: "problem" in history ? "unknown" : stateOf(shares, pin),
    shares,
    ...(current && { since: current.createdOn, message: current.message }),
    health,
    ...(pin && { pin }),
    ...(lastChange && { lastChange }),
    ...("problem" in history && { problem: history.problem }),
  };
}

const nothing: Pick<WorkerHistory, "deployments" | "versions"> = { deployments: [], versions: [] };

function stateOf(shares: readonly ServingShare[], pin: Pin | undefined): WorkerStatus["state"] {
  if (shares.length === 0) return "not-deployed";
  if (shares.length > 1) return "split";
  return pin === undefined ? "serving" : "pinned";
}

/** What somebody should look at; empty where all is well. */
export function concernsOf(worker: WorkerStatus): string[] {
  const { state, health, scriptName, pin, problem } = worker;
  const concerns: string[] = [];
  if (problem) concerns.push(`Cloudflare does not say what ${scriptName} serves: ${problem}`);
  if (state === "split") concerns.push(`${scriptName} is split: a rollout goes on or was cut off`);
  if (pin) concerns.push(`${scriptName} is pinned to ${pin.release} in place of ${pin.insteadOf}`);
  if (health !== "healthy" && state !== "not-deployed") concerns.push(`${scriptName} is ${health}`);
  return concerns;
}
