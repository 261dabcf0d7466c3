import { ApiError } from "../http/api-error.ts";
import { type ApiAnswer, type RetryPolicy, retryAfterMs, send } from "../http/send.ts";
import type { Connection } from "../resource.ts";
import type { Method, RestClient, RestOptions } from "../rest.ts";

const MAX_ATTEMPTS = 11;

/**
 * Ten repetitions, 2 s doubling to 30 s, unless the answer says when, or that there is no use.
 * @see cloudflare/cloudflare-go v6.10 internal/requestconfig/requestconfig.go
 */
export const cloudflareRetries: RetryPolicy = (attempt, answer) => {
  if (attempt >= MAX_ATTEMPTS || !isWorthRepeating(answer)) return undefined;
  return retryAfterMs(answer) ?? Math.min(2000 * 2 ** (attempt - 1), 30_000);
};

function isWorthRepeating(answer: ApiAnswer | undefined): boolean {
  if (answer === undefined) return true;
  const advice = answer.headers.get("x-should-retry");
  if (advice !== null) return advice === "true";
  return [408, 409, 429].includes(answer.status) || answer.status >= 500;
}

interface Envelope {
  success?: boolean;
  errors?: { code?: number; message?: string }[];
  result?: unknown;
}

/** Cloudflare's v4 API as its Terraform provider uses it. */
export class CloudflareClient implements RestClient {
  readonly #connection: Connection;
  readonly #signal: AbortSignal;

  constructor(connection: Connection, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
  }

  /** @returns the envelope's `result`. */
  async request(method: Method, path: string, options: RestOptions = {}): Promise<unknown> {
    const answer = await this.#send(method, path, options);
    return (parse(answer, method, this.#url(path, options)).result ?? undefined) as unknown;
  }

  /** An answer that is no envelope: a KV value. */
  async raw(path: string): Promise<string> {
    return (await this.#send("GET", path, {})).text;
  }

  /** @param token replaces the account's, for calls that an upload session authorizes. */
  async upload(path: string, form: FormData, token?: string): Promise<unknown> {
    return this.#multipart("POST", path, form, token);
  }

  async put(path: string, form: FormData): Promise<unknown> {
    return this.#multipart("PUT", path, form, undefined);
  }

  async #multipart(
    method: Method,
    path: string,
    form: FormData,
    token: string | undefined,
  ): Promise<unknown> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await this.#send(method, path, { headers, body: form });
    return parse(answer, method, this.#url(path, {})).result;
  }

  async #send(method: Method, path: string, options: RestOptions): Promise<ApiAnswer> {
    const url = this.#url(path, options);
    const { body } = options;
    const isForm = body instanceof FormData;
    const answer = await send(
      {
        method,
        url,
        headers: {
          authorization: `Bearer ${this.#connection.token}`,
          accept: "application/json",
          ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      },
      {
        retry: cloudflareRetries,
        signal: this.#signal,
        operation: this.#connection.operation,
        attemptHeaders: (attempt) => ({ "x-stainless-retry-count": String(attempt - 1) }),
      },
    );
    if (answer.status >= 400) throw apiError(answer, method, url);
    return answer;
  }

  #url(path: string, { query = {} }: RestOptions): URL {
    const url = new URL(`${this.#connection.baseUrl}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    return url;
  }
}

function parse(answer: ApiAnswer, method: Method, url: URL): Envelope {
  if (answer.text === "") return {};
  try {
    return JSON.parse(answer.text) as Envelope;
  } catch {
    throw new ApiError(
      answer.status,
      "",
      `failed to make http request: ${method} "${url}": the answer is not JSON but ${describe(answer)}`,
    );
  }
}

function apiError(answer: ApiAnswer, method: Method, url: URL): ApiError {
  const errors = envelopeOf(answer)?.errors ?? [];
  const reasons = errors.map(({ code, message }) => `${message} (code ${code})`).join("; ");
  return new ApiError(
    answer.status,
    String(errors[0]?.code ?? ""),
    `failed to make http request: ${method} "${url}": ${answer.status} ${reasons || describe(answer)}`,
  );
}

function envelopeOf(answer: ApiAnswer): Envelope | undefined {
  try {
    return JSON.parse(answer.text) as Envelope;
  } catch {
    return undefined;
  }
}

function describe({ headers, text }: ApiAnswer): string {
  return `${headers.get("content-type") ?? "of no type"}: ${text.slice(0, 200)}`;
}
