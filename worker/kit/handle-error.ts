import type { Context } from "hono";
import { Problem, problemBody, toProblem } from "./problem.ts";
import type { KitTypes } from "./request-context.ts";

/** The answer to anything thrown. Nothing of an unexpected error reaches the client. */
export function handleError<E extends KitTypes>(error: Error, c: Context<E>): Response {
  const problem = toProblem(error);
  return c.json(problemBody(problem, c.var.requestId), problem.status, { ...problem.headers });
}

/** For `app.notFound`. */
export function handleNotFound<E extends KitTypes>(c: Context<E>): Response {
  return handleError(new Problem("not_found", `There is nothing at ${c.req.path}.`), c);
}

/** For `app.all` after a path's own methods. */
export function methodNotAllowed(...methods: string[]): () => never {
  const allow = methods.join(", ");
  return () => {
    throw new Problem("method_not_allowed", `Use one of these methods: ${allow}.`, {
      headers: { allow },
    });
  };
}
