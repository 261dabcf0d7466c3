import type { Context, MiddlewareHandler } from "hono";
import { Problem } from "./problem.ts";

export interface CorsPolicy {
  /**
   * Whose pages may call: everybody's, or those of exactly these origins. Requests without an
   * `Origin` header are not from a page's script and pass; so does the Worker's own origin.
   */
  readonly origins: "any" | ReadonlySet<string>;
  readonly methods: readonly string[];
  /** Request headers a page may send, in lower case. */
  readonly headers: readonly string[];
  /** Response headers a page may read, in lower case. */
  readonly exposedHeaders: readonly string[];
}

const preflightSeconds = 600;

/**
 * Answers preflights and marks answers. A refused origin gets 403 before the handler runs, so that
 * requests which need no preflight change nothing either. Credentials are never allowed.
 */
export function cors(choose: (c: Context) => CorsPolicy): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header("origin");
    if (origin === undefined) return next();
    const policy = choose(c);
    if (policy.origins !== "any") c.header("vary", "origin", { append: true });
    if (!isAllowed(policy, origin, c.req.url)) {
      throw new Problem("origin_not_allowed", "This page's origin may not call this endpoint.");
    }
    c.header("access-control-allow-origin", policy.origins === "any" ? "*" : origin);
    if (isPreflight(c)) return answerPreflight(c, policy);
    c.header("access-control-expose-headers", policy.exposedHeaders.join(", "));
    return next();
  };
}

function isAllowed(policy: CorsPolicy, origin: string, requestUrl: string): boolean {
  if (policy.origins === "any") return true;
  return policy.origins.has(origin) || origin === new URL(requestUrl).origin;
}

function isPreflight(c: Context): boolean {
  return c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
}

function answerPreflight(c: Context, policy: CorsPolicy): Response {
  c.header("access-control-allow-methods", policy.methods.join(", "));
  c.header("access-control-allow-headers", policy.headers.join(", "));
  c.header("access-control-max-age", String(preflightSeconds));
  return c.body(null, 204);
}
