import type { MiddlewareHandler } from "hono";
import { rateLimitKey } from "./client.ts";
import { Problem } from "./problem.ts";
import type { RequestVariables } from "./request-context.ts";

interface RateLimitEnv {
  readonly RATE_LIMITER?: RateLimit;
}

/** The binding's longest period: by then the caller may call again, whichever period is configured. */
const retryAfterSeconds = 60;

/**
 * Counts callers by address with the `RATE_LIMITER` binding, where there is one. The binding counts
 * per data centre and roughly, which is right against floods and wrong for quotas. If it fails, the
 * request passes: feedback must not be lost to a counter.
 */
export const rateLimit: MiddlewareHandler<{
  Bindings: RateLimitEnv;
  Variables: RequestVariables;
}> = async (c, next) => {
  const limiter = c.env.RATE_LIMITER;
  if (limiter === undefined) return next();
  const { success } = await limiter
    .limit({ key: rateLimitKey(c.var.client.clientIp) })
    .catch((error: unknown) => {
      c.var.log.warn("rate limiter failed", { error });
      return { success: true };
    });
  if (!success) {
    throw new Problem("rate_limited", `Too many requests. Wait ${retryAfterSeconds} seconds.`, {
      headers: { "retry-after": String(retryAfterSeconds) },
    });
  }
  return next();
};
