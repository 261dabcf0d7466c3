import type { MiddlewareHandler } from "hono";
import { Problem } from "./problem.ts";

/** Refuses URLs longer than `maxLength` characters, far below the platform's own 16 kB. */
export function limitUrl(maxLength: number): MiddlewareHandler {
  return (c, next) => {
    if (c.req.url.length > maxLength) {
      throw new Problem("uri_too_long", `The URL is longer than ${maxLength} characters.`);
    }
    return next();
  };
}
