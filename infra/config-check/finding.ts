import type { ConfigProblem } from "../config-problems.ts";

/** What a check of the stacks' configuration found. */
export interface ConfigFinding extends ConfigProblem {
  /** The stack that it is about, or those that are at odds. */
  readonly stacks: readonly string[];
  /**
   * `warning`: it can be deployed, and somebody must look at it; `unknown`: what there is cannot be
   * read, so nothing can be said of it.
   */
  readonly kind: "problem" | "warning" | "unknown";
}

/** What is wrong between stacks. */
export function conflict(stacks: readonly string[], problem: ConfigProblem): ConfigFinding {
  return { stacks, kind: "problem", ...problem };
}
