import type { Timers } from "../../../../local/data/timers.ts";
import type { ManualClock } from "../../support/fixed-context.ts";

interface Waiting {
  dueMs: number;
  work: () => void;
}

/** Timers that fire when a test moves the clock, in the order of their times. */
export class ManualTimers implements Timers {
  readonly #clock: ManualClock;
  readonly #waiting = new Set<Waiting>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  after(ms: number, work: () => void): () => void {
    const waiting = { dueMs: this.#now() + ms, work };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** Milliseconds until the next timer; undefined when nothing waits. */
  nextMs(): number | undefined {
    const [first] = this.#ordered();
    return first && first.dueMs - this.#now();
  }

  /** Moves the clock on, stopping at each timer that is due on the way. */
  advance(ms: number): void {
    const endMs = this.#now() + ms;
    for (;;) {
      const [first] = this.#ordered();
      if (!first || first.dueMs > endMs) break;
      this.#waiting.delete(first);
      this.#clock.advance(first.dueMs - this.#now());
      first.work();
    }
    this.#clock.advance(endMs - this.#now());
  }

  #ordered(): Waiting[] {
    return [...this.#waiting].sort((one, other) => one.dueMs - other.dueMs);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}
