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

const draws = 2 ** 31;

/** Endless choices for `fc.property`, as evenly spread as dice: `fc.double` prefers the smallest numbers. */
export const anyRandom = fc
  .noBias(fc.infiniteStream(fc.nat({ max: draws - 1 })))
  .map((stream) => new Random(stream.map((draw) => draw / draws)));
