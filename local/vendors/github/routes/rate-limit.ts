import type { GithubState } from "../state.ts";

/** Requests per hour of a user's token. It never runs out here; a fault rule plays that. */
export const RATE_LIMIT = 5000;

/** The end of the current hour, in seconds since 1970. */
export function rateReset(github: GithubState): number {
  const seconds = Math.floor(github.context.clock.now().getTime() / 1000);
  return seconds - (seconds % 3600) + 3600;
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export function rateHeaders(github: GithubState): Record<string, string> {
  return {
    "x-ratelimit-limit": String(RATE_LIMIT),
    "x-ratelimit-remaining": String(RATE_LIMIT),
    "x-ratelimit-used": "0",
    "x-ratelimit-reset": String(rateReset(github)),
    "x-ratelimit-resource": "core",
  };
}
