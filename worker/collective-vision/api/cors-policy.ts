import type { CorsPolicy } from "../../kit/cors.ts";
import { parseOrigins } from "../../kit/env-rules.ts";
import type { AppContext } from "./types.ts";

/**
 * Reading a board is public, from every page. Writing is for the pages in `ALLOWED_ORIGINS`, or for
 * every page where that is not set. No request carries credentials, so what is at stake is not data
 * but a stranger's page casting votes through its visitors.
 */
export function corsPolicy(c: AppContext): CorsPolicy {
  return {
    origins: isRead(intendedMethod(c)) ? "any" : writers(c.env.ALLOWED_ORIGINS),
    methods: ["GET", "POST", "DELETE"],
    headers: ["authorization", "content-type", "x-request-id"],
    exposedHeaders: ["retry-after", "x-request-id"],
  };
}

/** A preflight asks for another request; in any other request that header means nothing. */
function intendedMethod({ req }: AppContext): string {
  const asked = req.method === "OPTIONS" ? req.header("access-control-request-method") : undefined;
  return asked ?? req.method;
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function writers(allowedOrigins: string | undefined): CorsPolicy["origins"] {
  return allowedOrigins === undefined ? "any" : new Set(parseOrigins(allowedOrigins));
}
