/** A refusal with one of Slack's error codes; the HTTP status stays 200, as Slack's does. */
export class SlackError extends Error {
  override readonly name = "SlackError";
  readonly code: string;
  readonly details: Record<string, unknown>;

  constructor(code: string, explanation = "", details: Record<string, unknown> = {}) {
    super(explanation === "" ? code : `${code}: ${explanation}`);
    this.code = code;
    this.details = details;
  }
}

/** @see https://docs.slack.dev/apis/web-api/#responses */
export function errorBody(code: string, message?: string, details: Record<string, unknown> = {}) {
  return {
    ok: false,
    error: code,
    ...details,
    ...(message !== undefined && { response_metadata: { messages: [`[ERROR] ${message}`] } }),
  };
}

/**
 * A refusal from outside the methods. Slack answers a bad token with status 200, too many requests
 * with 429 and `Retry-After`.
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
export function failure(status: number, message: string, retryAfterSeconds?: number): Response {
  const isToken = status === 401 || status === 403;
  const code = isToken ? "invalid_auth" : status === 429 ? "ratelimited" : "fatal_error";
  const seconds = retryAfterSeconds ?? (status === 429 ? 1 : undefined);
  const headers = seconds === undefined ? {} : { "retry-after": String(seconds) };
  return Response.json(errorBody(code, message), { status: isToken ? 200 : status, headers });
}
