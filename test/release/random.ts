import fc from "fast-check";

/** Choices of one run of a property; fast-check makes the numbers and shrinks them on a failure. */
export class Random {
  readonly #draws: Iterator<number>;

  constructor(draws: Iterator<number>) {
    this.#draws = draws;
  }

  /** 0 ≤ number < 1. */
  next(): number {
    return this.#draws.next().value;
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}

/** Endless choices for `fc.property`. */
export const anyRandom = fc
  .infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
  .map((draws) => new Random(draws));
