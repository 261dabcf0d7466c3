import { setTimeout as wait } from "node:timers/promises";

export interface RetryOptions {
  readonly fetch?: typeof fetch | undefined;
  /** Waits between attempts; tests need not. */
  readonly wait?: ((milliseconds: number) => Promise<unknown>) | undefined;
  /** Of each attempt. Default 60 s. */
  readonly timeoutMs?: number | undefined;
  /** Ends the call, its pauses included: it then throws. */
  readonly signal?: AbortSignal | undefined;
}

export interface ApiRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const attempts = 4;
const longestWaitSeconds = 300;

/**
 * Calls an API and gives its last answer, whatever that says. A refusal for rate (429) is always
 * tried again; a fault of the server or the network only for reads, because a write may have happened.
 * @throws what `fetch` throws, where no attempt had an answer.
 */
export async function retryingFetch(
  url: string,
  request: ApiRequest,
  options: RetryOptions = {},
): Promise<Response> {
  const { fetch: send = fetch, timeoutMs = 60_000, signal } = options;
  const { wait: pause = (delayMs: number) => wait(delayMs, undefined, signal && { signal }) } =
    options;
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === attempts;
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
    const init: RequestInit = { ...request, signal: either };
    const answer = await send(url, init).catch((error: unknown) => {
      if (request.method !== "GET" || isLast || signal?.aborted) throw error;
      return undefined;
    });
    if (answer !== undefined && (isLast || !isWorthAnotherTry(request.method, answer))) {
      return answer;
    }
    // A body that nobody reads keeps its connection.
    await answer?.body?.cancel().catch(() => undefined);
    await pause(retryDelayMs(answer, attempt));
  }
}

function isWorthAnotherTry(method: string, answer: Response): boolean {
  return answer.status === 429 || (method === "GET" && answer.status >= 500);
}

/** What the vendor asks for, up to 300 s, or 1 s, 2 s, 4 s. */
function retryDelayMs(answer: Response | undefined, attempt: number): number {
  const seconds = secondsUntil(answer?.headers.get("retry-after") ?? "");
  return Number.isNaN(seconds)
    ? 500 * 2 ** attempt
    : Math.min(Math.max(seconds, 0), longestWaitSeconds) * 1000;
}

/** @param retryAfter seconds or a date; anything else gives NaN. */
function secondsUntil(retryAfter: string): number {
  const isNumber = /^\d+(\.\d+)?$/.test(retryAfter);
  return isNumber ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
}
