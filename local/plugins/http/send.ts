import { setTimeout as delay } from "node:timers/promises";
import type { OperationCalls } from "./operation-calls.ts";

/** What a vendor's API is asked. */
export interface ApiRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: URL;
  headers: Record<string, string>;
  body?: string | FormData;
}

/** What it answered, completely read. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * When a vendor's provider asks again.
 *
 * @param attempt how often the request was sent so far, from 1.
 * @param answer absent where the connection failed.
 * @returns the wait in ms, or undefined to take the outcome as it is.
 */
export type RetryPolicy = (attempt: number, answer: ApiAnswer | undefined) => number | undefined;

export interface SendOptions {
  retry: RetryPolicy;
  /** Ends the waits between attempts; a request that is on its way is let through. */
  signal: AbortSignal;
  /** Adds what a vendor's client sends with each attempt. */
  attemptHeaders?: (attempt: number) => Record<string, string>;
  /** Of the creation or deletion that the request is part of. */
  operation?: OperationCalls | undefined;
  wait?: Wait;
}

export type Wait = (ms: number, signal: AbortSignal) => Promise<unknown>;

const waitFor: Wait = (ms, signal) => delay(ms, undefined, { signal });

/**
 * Sends a request until the policy takes its outcome. A write that was answered before, to this
 * operation or to an earlier try at it, is not sent again.
 */
export async function send(request: ApiRequest, options: SendOptions): Promise<ApiAnswer> {
  const call = options.operation?.next(request);
  let answered = call?.answered();
  for (let attempt = 1; answered === undefined; attempt += 1) {
    options.signal.throwIfAborted();
    const headers = { ...options.attemptHeaders?.(attempt), ...call?.headers };
    const outcome = await sendOnce(request, headers);
    const failed = outcome instanceof Error;
    answered = failed || outcome.status >= 500 ? call?.answered() : undefined;
    if (answered !== undefined) break;
    const waitMs = options.retry(attempt, failed ? undefined : outcome);
    if (waitMs === undefined) {
      if (failed) throw outcome;
      return outcome;
    }
    await (options.wait ?? waitFor)(waitMs, options.signal);
  }
  return answered;
}

async function sendOnce(
  { method, url, headers, body }: ApiRequest,
  extra: Record<string, string>,
): Promise<ApiAnswer | Error> {
  try {
    const response = await fetch(url, {
      method,
      headers: { "user-agent": USER_AGENT, ...headers, ...extra },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    return new Error(`${method} ${url}: ${causeOf(error)}`, { cause: error });
  }
}

const USER_AGENT = "slipway-local-plugins";

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** `Retry-After` in ms, where the answer has it as a number of seconds. */
export function retryAfterMs(answer: ApiAnswer | undefined): number | undefined {
  const seconds = Number(answer?.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
