import type { Clock, Ids } from "../../../local/context.ts";

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start = "2026-11-21T09:00:00.000Z") {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** Identifiers that count up, so that a test can name the ones it will get. */
export function countingIds(): Ids {
  let hex = 0;
  let uuid = 0;
  let upper = 0;
  let numeric = 41_000_000;
  return {
    hex: (bytes) => (++hex).toString(16).padStart(bytes * 2, "0"),
    uuid: () => `00000000-0000-4000-8000-${(++uuid).toString(16).padStart(12, "0")}`,
    upper: (length) => (++upper).toString(36).toUpperCase().padStart(length, "0"),
    next: () => ++numeric,
  };
}
