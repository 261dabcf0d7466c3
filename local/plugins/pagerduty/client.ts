import { STATUS_CODES } from "node:http";
import { ApiError } from "../http/api-error.ts";
import { type RetryPolicy, retryAfterMs, send } from "../http/send.ts";
import type { Connection } from "../resource.ts";
import type { Method, RestClient, RestOptions } from "../rest.ts";

const MAX_ATTEMPTS = 6;

/** Repeats what the server failed at and what it had no time for; 5 s after a 429 (observed). */
export const pagerdutyRetries: RetryPolicy = (attempt, answer) => {
  const isWorthIt = answer === undefined || answer.status === 429 || answer.status >= 500;
  if (!isWorthIt || attempt >= MAX_ATTEMPTS) return undefined;
  if (answer?.status === 429) return retryAfterMs(answer) ?? 5000;
  return Math.min(1000 * 2 ** (attempt - 1), 10_000);
};

interface ErrorBody {
  error?: { code?: number; message?: string; errors?: string[] };
}

/** PagerDuty's REST API v2 as its Terraform provider uses it. */
export class PagerdutyClient implements RestClient {
  readonly #connection: Connection;
  readonly #signal: AbortSignal;

  constructor(connection: Connection, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
  }

  async request(method: Method, path: string, options: RestOptions = {}): Promise<unknown> {
    const { body, query = {}, headers } = options;
    const url = new URL(`${this.#connection.baseUrl}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    const answer = await send(
      {
        method,
        url,
        headers: {
          authorization: `Token token=${this.#connection.token}`,
          accept: "application/vnd.pagerduty+json;version=2",
          "content-type": "application/json",
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      { retry: pagerdutyRetries, signal: this.#signal, operation: this.#connection.operation },
    );
    if (answer.status >= 400) throw apiError(method, url, answer.status, answer.text);
    return answer.text === "" ? undefined : parse(method, url, answer.text);
  }

  /** Every page of a list, up to the one in which `isFound` holds. */
  async findInPages<T>(
    path: string,
    field: string,
    isFound: (item: T) => boolean,
  ): Promise<{ found: T | undefined; all: T[] }> {
    const all: T[] = [];
    for (;;) {
      const offset = all.length === 0 ? {} : { offset: String(all.length) };
      const page = (await this.request("GET", path, { query: { limit: "100", ...offset } })) as {
        more?: boolean;
        [field: string]: unknown;
      };
      const items = (page[field] ?? []) as T[];
      all.push(...items);
      const found = items.find(isFound);
      if (found !== undefined || page.more !== true || items.length === 0) return { found, all };
    }
  }
}

function parse(method: Method, url: URL, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(
      200,
      "",
      `${method} API call to ${url} did not answer JSON but ${text.slice(0, 100)}`,
    );
  }
}

function apiError(method: Method, url: URL, status: number, text: string): ApiError {
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    body = { error: { message: text.slice(0, 200) } };
  }
  const { code = 0, errors = [], message = "" } = body.error ?? {};
  return new ApiError(
    status,
    String(code),
    `${method} API call to ${url} failed ${status} ${STATUS_CODES[status] ?? ""}. Code: ${code}, Errors: [${errors.join(", ")}], Message: ${message}`,
  );
}
