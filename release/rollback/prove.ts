import type { Probe } from "../rollout/probe.ts";
import { shortId } from "../rollout/traffic.ts";
import type { WorkerMove } from "./choice.ts";

export interface ProofClock {
  /** Milliseconds that only grow. */
  now(): number;
  wait(milliseconds: number): Promise<unknown>;
}

/** Whether users get the version they were moved to, by what its answers say. */
export interface Proof {
  readonly isProven: boolean;
  /** What was seen, in a sentence. */
  readonly finding: string;
}

const roundsInARow = 3;
const pauseMs = 100;
const longestPauseMs = 1000;
/** A deployment reaches everywhere within seconds; this is long past that. */
const deadlineMs = 60_000;

/**
 * Asks every route as users do until three rounds in a row were answered rightly and by the target.
 * At the deadline it says what it knows, which is not a failure of the rollback.
 */
export async function proveServing(
  { worker, target }: WorkerMove,
  probe: Probe,
  clock: ProofClock,
): Promise<Proof> {
  const startedAt = clock.now();
  let inARow = 0;
  for (let round = 1; ; round++) {
    const problem = await askAll();
    const seconds = ((clock.now() - startedAt) / 1000).toFixed(1);
    inARow = problem === undefined ? inARow + 1 : 0;
    if (inARow === roundsInARow) {
      return { isProven: true, finding: `${worker.scriptName} answers with it (${seconds} s).` };
    }
    if (problem !== undefined && clock.now() - startedAt >= deadlineMs) {
      const finding = `${worker.scriptName}: version ${target.id} is deployed at 100 %, but after ${seconds} s ${problem}.`;
      return { isProven: false, finding };
    }
    await clock.wait(problem === undefined ? pauseMs : Math.min(longestPauseMs, pauseMs * round));
  }

  async function askAll(): Promise<string | undefined> {
    let isNamed = false;
    const problems = await Promise.all(
      worker.checks.map(async (check) => {
        const { problem, answeredBy } = await probe(check);
        if (problem !== undefined) return `${check.path} answers wrongly: ${problem}`;
        isNamed ||= answeredBy !== undefined;
        if (answeredBy === undefined || answeredBy === target.id) return undefined;
        return `${check.path} is answered by version ${shortId(answeredBy)}`;
      }),
    );
    const found = problems.find((problem) => problem !== undefined);
    return found ?? (isNamed ? undefined : "no answer says which version it is of");
  }
}
