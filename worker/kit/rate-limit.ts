import type { MiddlewareHandler } from "hono";
import { type Client, rateLimitKey } from "./client.ts";
import { Problem } from "./problem.ts";
import type { RequestVariables } from "./request-context.ts";
import { within } from "./within.ts";

interface RateLimitEnv {
  readonly RATE_LIMITER?: RateLimit;
}

/** The binding's longest period: by then the caller may call again, whichever period is configured. */
const retryAfterSeconds = 60;

/** The binding answers from the data centre's own memory, in well below a millisecond. */
const patienceMs = 200;

/**
 * Counts callers by address with the `RATE_LIMITER` binding, where there is one. The binding counts
 * per data centre and roughly, which is right against floods and wrong for quotas. If it fails or is
 * slow, the request passes: feedback must not be lost to a counter.
 */
export const rateLimit: MiddlewareHandler<{
  Bindings: RateLimitEnv;
  Variables: RequestVariables;
}> = async (c, next) => {
  const limiter = c.env.RATE_LIMITER;
  if (limiter === undefined) return next();
  const { client, log } = c.var;
  const isAllowed = await isWithinLimit(limiter, client).catch((error: unknown) => {
    log.warn("rate limiter failed", { error });
    return true;
  });
  if (!isAllowed) {
    throw new Problem("rate_limited", `Too many requests. Wait ${retryAfterSeconds} seconds.`, {
      headers: { "retry-after": String(retryAfterSeconds) },
    });
  }
  return next();
};

async function isWithinLimit(limiter: RateLimit, { clientIp }: Client): Promise<boolean> {
  const { success } = await within(patienceMs, limiter.limit({ key: rateLimitKey(clientIp) }));
  return success;
}
