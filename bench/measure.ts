/** A figure beside its peer's, both measured in this run. */
export interface Comparison {
  title: string;
  /** What was measured, with its unit: `1.42 s`. */
  ours: string;
  /** What it stands against: `bare one-resource preview 0.98 s`. */
  peer: string;
  ratio: number;
  /** The ratio that is aimed for: `≤ 2.0`. */
  goal: { atMost: number } | { atLeast: number };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[middle - 1], sorted[middle]];
  if (high === undefined) return Number.NaN;
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/**
 * Times two actions in turns, so that a change of the machine's speed hits both alike.
 * @returns medians in milliseconds and the median of the ratios pair by pair.
 */
export async function timePairs(
  rounds: number,
  ours: () => Promise<unknown>,
  peer: () => Promise<unknown>,
): Promise<{ oursMs: number; peerMs: number; ratio: number }> {
  const turns = await timeTurns(rounds, { ours, peer });
  return {
    oursMs: median(turns.map((turn) => turn.ours)),
    peerMs: median(turns.map((turn) => turn.peer)),
    ratio: median(turns.map((turn) => turn.ours / turn.peer)),
  };
}

/** Times several actions in turns. @returns each turn's times in milliseconds. */
export async function timeTurns<Name extends string>(
  rounds: number,
  actions: Readonly<Record<Name, () => Promise<unknown>>>,
): Promise<Record<Name, number>[]> {
  const turns: Record<Name, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const times: [string, number][] = [];
    for (const [name, action] of Object.entries<() => Promise<unknown>>(actions)) {
      times.push([name, await timeMs(action)]);
    }
    turns.push(Object.fromEntries(times) as Record<Name, number>);
  }
  return turns;
}

async function timeMs(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

export function render({ title, ours, peer, ratio, goal }: Comparison): string {
  const [sign, limit] = "atMost" in goal ? ["≤", goal.atMost] : ["≥", goal.atLeast];
  const isReached = sign === "≤" ? ratio <= limit : ratio >= limit;
  return `${isReached ? "✓" : "✗"} ${title}: ${ratio.toFixed(2)}× (goal ${sign} ${limit}×)\n    ${ours} against ${peer}`;
}
