import type { Context, MiddlewareHandler } from "hono";
import { type Client, readClient } from "./client.ts";
import { DependencyError } from "./dependency.ts";
import { createLogger, type Logger, parseLogLevel } from "./log.ts";
import { toProblem } from "./problem.ts";
import type { Runtime } from "./runtime.ts";

/** What every handler finds in `c.var`. */
export interface RequestVariables {
  requestId: string;
  client: Client;
  log: Logger;
}

/** The least a Hono app needs for the kit's middleware. */
export interface KitTypes {
  Bindings: object;
  Variables: RequestVariables;
}

/** The variables that logging reads; wrong ones never keep a Worker from logging. */
interface LogEnv {
  readonly ENVIRONMENT?: unknown;
  readonly LOG_LEVEL?: unknown;
}

const acceptableId = /^[A-Za-z0-9][A-Za-z0-9._-]{7,127}$/;

/** The caller's request id where it is 8–128 plain characters, else a new one. */
export function resolveRequestId(given: string | null, newId: () => string): string {
  return given !== null && acceptableId.test(given) ? given : newId();
}

/** A logger for one environment's variables. */
export function loggerFor(env: object, runtime: Runtime): Logger {
  const { ENVIRONMENT, LOG_LEVEL }: LogEnv = env;
  return createLogger({
    environment: typeof ENVIRONMENT === "string" ? ENVIRONMENT : "unknown",
    level: parseLogLevel(LOG_LEVEL),
    now: runtime.now,
    sink: runtime.writeLog,
  });
}

/** Gives each request an id (in and out by `x-request-id`) and a logger, and logs it once, at its end. */
export function requestContext(runtime: Runtime): MiddlewareHandler<KitTypes> {
  return async (c, next) => {
    const startedAt = runtime.now();
    const requestId = resolveRequestId(c.req.raw.headers.get("x-request-id"), runtime.newId);
    const client = readClient(c.req.raw);
    const { method, path } = c.req;
    c.set("requestId", requestId);
    c.set("client", client);
    c.set("log", loggerFor(c.env, runtime).with({ requestId, method, path, ...client }));
    await next();
    c.header("x-request-id", requestId);
    logOutcome(c, runtime.now() - startedAt);
  };
}

function logOutcome(c: Context<KitTypes>, durationMs: number): void {
  const { status } = c.res;
  const { error } = c;
  if (!error) {
    c.var.log.info("request completed", { status, durationMs });
  } else if (status < 500) {
    const details = { code: toProblem(error).code };
    c.var.log.info("request refused", { status, durationMs, details });
  } else {
    const dependency = error instanceof DependencyError && { dependency: error.dependency };
    const details = { code: toProblem(error).code, ...dependency };
    c.var.log.error("request failed", { status, durationMs, error, details });
  }
}
