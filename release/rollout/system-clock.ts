import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { RolloutClock } from "./run.ts";

/** The machine's own; a change of its date does not move it. */
export const systemClock: RolloutClock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
};
