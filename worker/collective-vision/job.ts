import type { Logger } from "../kit/log.ts";
import type { Runtime } from "../kit/runtime.ts";
import type { Env } from "./env.ts";

/** What a handler works with that no request has started. */
export interface Job {
  readonly env: Env;
  readonly runtime: Runtime;
  readonly log: Logger;
}
