import { availableParallelism } from "node:os";

/** Files of tests at a time: two on the smallest machine that runs these too, where vitest would take one. */
export const filesAtOnce = Math.max(2, availableParallelism() - 1);
