import { setTimeout as delay } from "node:timers/promises";
import { ReleaseError } from "../release-error.ts";
import {
  type CloudflareApi,
  type CloudflareApiError,
  cloudflareApi,
  isRefusal,
} from "../rollout/cloudflare-api.ts";

/** Of one attempt: whoever rolls back must know soon that nobody answers. */
const attemptTimeoutMs = 3000;
const longestWaitMs = 500;

/**
 * Cloudflare's API as a rollback calls it, with the environment's endpoint and token: it gives up
 * after seconds, not minutes.
 * @throws ReleaseError `environment` without a token.
 */
export function impatientApi(env: NodeJS.ProcessEnv): CloudflareApi {
  if (!env.CLOUDFLARE_API_TOKEN) {
    throw new ReleaseError("environment", "CLOUDFLARE_API_TOKEN is not set.", {
      hint: 'Set it to a token with Workers Scripts: Edit; a local cloud has one: eval "$(npx slipway local env)".',
    });
  }
  const wait = (milliseconds: number) => delay(Math.min(milliseconds, longestWaitMs));
  return cloudflareApi({ env, wait, timeoutMs: attemptTimeoutMs });
}

/** Says of a call that failed before anything was changed what that means, and what can be done. */
export function unanswered(error: unknown): ReleaseError {
  if (error instanceof ReleaseError) return error;
  if (isRefusal(error)) {
    const message = `${error.message} Nothing was changed: Workers go on serving what they serve.`;
    return new ReleaseError("vendor", message, { hint: whatToLookAt(error), cause: error });
  }
  return new ReleaseError(
    "vendor",
    `Cloudflare's API cannot be used (${causeOf(error)}). Nothing was changed: Workers go on serving what they serve, and nobody can move their traffic meanwhile.`,
    {
      hint: "See https://www.cloudflarestatus.com, and run the same command again until it answers: it is safe to repeat.",
      cause: error,
    },
  );
}

function whatToLookAt({ status }: CloudflareApiError): string {
  if (status === 401 || status === 403) {
    return "Set CLOUDFLARE_API_TOKEN to a token with Workers Scripts: Edit for this account.";
  }
  return status === 404
    ? "Either it was never deployed, or this is another account: see CLOUDFLARE_ACCOUNT_ID and slipway:accountId."
    : "Look whether the account and the Workers are the right ones.";
}

/** `fetch` hides the reason: `connect ECONNREFUSED 127.0.0.1:8786`. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return cause || error.message.replace(/\.$/, "");
}
