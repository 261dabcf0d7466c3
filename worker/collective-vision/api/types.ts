import type { Context } from "hono";
import type { RequestVariables } from "../../kit/request-context.ts";
import type { Runtime } from "../../kit/runtime.ts";
import type { Env } from "../env.ts";
import type { Board } from "../store/board.ts";

export interface AppTypes {
  Bindings: Env;
  Variables: RequestVariables & {
    runtime: Runtime;
    /** Set on all paths of a board. */
    board: Board;
  };
}

export type AppContext = Context<AppTypes>;
