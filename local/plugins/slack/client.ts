import { ApiError } from "../http/api-error.ts";
import { type RetryPolicy, send } from "../http/send.ts";
import type { Connection } from "../resource.ts";

/** The Slack provider never asks again, not even after a 429. */
const noRetries: RetryPolicy = () => undefined;

interface SlackAnswer {
  ok: boolean;
  error?: string;
  [field: string]: unknown;
}

/** Slack's Web API as its provider uses it: a form for every method, the token in the body. */
export class SlackClient {
  readonly #connection: Connection;
  readonly #signal: AbortSignal;

  constructor(connection: Connection, signal: AbortSignal) {
    this.#connection = connection;
    this.#signal = signal;
  }

  /** @throws ApiError with Slack's error code, where the answer is not `ok`. */
  async call(method: string, fields: Record<string, string> = {}): Promise<SlackAnswer> {
    const url = new URL(`${this.#connection.baseUrl}/${method}`);
    const form = new URLSearchParams({ token: this.#connection.token, ...fields });
    const answer = await send(
      {
        method: "POST",
        url,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: form.toString(),
      },
      { retry: noRetries, signal: this.#signal, operation: this.#connection.operation },
    );
    if (answer.status === 429) {
      const seconds = answer.headers.get("retry-after") ?? "0";
      throw new ApiError(429, "rate_limited", `slack rate limit exceeded, retry after ${seconds}s`);
    }
    if (answer.status !== 200) {
      throw new ApiError(answer.status, "", `slack server error: ${answer.status} from ${method}`);
    }
    return slackAnswer(method, answer.text);
  }
}

function slackAnswer(method: string, text: string): SlackAnswer {
  let body: SlackAnswer;
  try {
    body = JSON.parse(text) as SlackAnswer;
  } catch {
    throw new ApiError(200, "", `${method} did not answer JSON but ${text.slice(0, 100)}`);
  }
  if (body.ok) return body;
  const code = body.error ?? "unknown_error";
  throw new ApiError(200, code, code);
}

/** Runs a step of a resource's operation; its failure says which step it was. */
export async function step<T>(what: string, answer: Promise<T>, ...tolerated: string[]) {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (tolerated.includes(error.code)) return undefined;
    throw new ApiError(error.status, error.code, `${what}: ${error.message}`);
  }
}
