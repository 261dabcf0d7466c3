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
  const pairs: { oursMs: number; peerMs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    pairs.push({ oursMs: await timeMs(ours), peerMs: await timeMs(peer) });
  }
  return {
    oursMs: median(pairs.map((pair) => pair.oursMs)),
    peerMs: median(pairs.map((pair) => pair.peerMs)),
    ratio: median(pairs.map((pair) => pair.oursMs / pair.peerMs)),
  };
}

async function timeMs(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

export function render({ title, ours, peer, ratio, goal }: Comparison): string {
  const [sign, limit] = "atMost" in goal ? ["≤", goal.atMost] : ["≥", goal.atLeast];
  const isReached = sign === "≤" ? ratio <= limit : ratio >= limit;
  return `${isReached ? "✓" : "✗"} ${title}: ${ratio.toFixed(2)}× (goal ${sign} ${limit}×)\n    ${ours} against ${peer}`;
}
