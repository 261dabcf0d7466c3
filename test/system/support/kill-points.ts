/** A moment of an update, and what is killed then. */
export interface KillPoint {
  victim: "cloud" | "engine";
  /** After so many writes of the update, and a little later. */
  writes: number;
  waitMs: number;
}

const MAX_WAIT_MS = 40;

/** Chooses moments at random, the same ones for the same seed. */
export class KillPoints {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  /** @param lastWrite about as many writes as the update makes. */
  next(lastWrite: number): KillPoint {
    return {
      victim: this.#random() < 0.5 ? "cloud" : "engine",
      writes: 1 + Math.floor(this.#random() * lastWrite),
      waitMs: Math.floor(this.#random() * MAX_WAIT_MS),
    };
  }
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
