/** A moment of a deployment: so many writes after its begin, and a little later. */
export interface KillPoint {
  writes: number;
  waitMs: number;
}

/** A first deployment of staging makes about as many writes. */
const LAST_WRITE = 45;
const MAX_WAIT_MS = 40;

/** The same points for the same seed, earlier ones first. */
export function killPoints(seed: number, count: number): KillPoint[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => ({
    writes: 1 + Math.floor(random() * LAST_WRITE),
    waitMs: Math.floor(random() * MAX_WAIT_MS),
  })).sort((a, b) => a.writes - b.writes);
}

/**
 * Numbers from 0 to 1 that a seed determines.
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32)
 */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
