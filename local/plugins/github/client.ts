import { STATUS_CODES } from "node:http";
import { ApiError } from "../http/api-error.ts";
import { type ApiAnswer, type RetryPolicy, retryAfterMs, send } from "../http/send.ts";
import type { Connection } from "../resource.ts";
import type { Method, RestClient, RestOptions } from "../rest.ts";

const MAX_RETRIES = 3;
const RETRY_DELAY_MS = 1000;
const RETRYABLE = [500, 502, 503, 504];

/**
 * Three repetitions after a server error, 1 s apart, and the announced wait after a refusal for
 * too many calls. The second between two writes that the vendor's provider keeps by default is left
 * out: no limit of a real account is at stake.
 */
export const githubRetries: RetryPolicy = (attempt, answer) => {
  if (attempt > MAX_RETRIES) return undefined;
  if (answer === undefined || RETRYABLE.includes(answer.status)) return RETRY_DELAY_MS;
  return [403, 429].includes(answer.status) ? retryAfterMs(answer) : undefined;
};

/** An answer with the validator that a later read can send. */
export interface Tagged {
  body: Record<string, unknown>;
  etag: string;
}

/** GitHub's REST API as its Terraform provider uses it. */
export class GithubClient implements RestClient {
  readonly #connection: Connection;
  readonly #signal: AbortSignal;

  constructor(connection: Connection, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
  }

  get owner(): string {
    return String(this.#connection.config.owner);
  }

  /** `/repos/{owner}/{name}` */
  repositoryPath(name: unknown): string {
    return `/repos/${this.owner}/${encodeURIComponent(String(name))}`;
  }

  /** The organization's number, which paths below `/organizations` take instead of its name. */
  async organizationId(): Promise<number> {
    const known = this.#connection.config.organizationId;
    if (typeof known === "number") return known;
    return ((await this.request("GET", `/orgs/${this.owner}`)) as { id: number }).id;
  }

  async repositoryId(name: unknown): Promise<number> {
    return ((await this.request("GET", this.repositoryPath(name))) as { id: number }).id;
  }

  async request(method: Method, path: string, options: RestOptions = {}): Promise<unknown> {
    const { text } = await this.#send(method, path, options);
    return text === "" ? undefined : JSON.parse(text);
  }

  async write(method: Method, path: string, body: unknown): Promise<Tagged> {
    return tagged(await this.#send(method, path, { body }));
  }

  /**
   * A read that sends the validator of the last one.
   * @returns undefined where nothing has changed since.
   */
  async readUnlessSame(path: string, etag: unknown): Promise<Tagged | undefined> {
    const headers = typeof etag === "string" && etag !== "" ? { "if-none-match": etag } : undefined;
    const answer = await this.#send("GET", path, headers === undefined ? {} : { headers });
    return answer.status === 304 ? undefined : tagged(answer);
  }

  async #send(method: Method, path: string, options: RestOptions): Promise<ApiAnswer> {
    const { body, query = {}, headers } = options;
    const url = new URL(`${this.#connection.baseUrl}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    const answer = await send(
      {
        method,
        url,
        headers: {
          authorization: `Bearer ${this.#connection.token}`,
          accept: "application/vnd.github+json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      { retry: githubRetries, signal: this.#signal, operation: this.#connection.operation },
    );
    if (answer.status >= 400) throw apiError(method, url, answer);
    return answer;
  }
}

function tagged({ text, headers }: ApiAnswer): Tagged {
  const body = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { body, etag: headers.get("etag") ?? "" };
}

function apiError(method: Method, url: URL, { status, text }: ApiAnswer): ApiError {
  let message = STATUS_CODES[status] ?? "";
  let errors: unknown = [];
  try {
    ({ message = message, errors = [] } = JSON.parse(text) as { message?: string; errors?: [] });
  } catch {
    message = text.slice(0, 200);
  }
  return new ApiError(
    status,
    "",
    `${method} ${url}: ${status} ${message} ${JSON.stringify(errors)}`,
  );
}
