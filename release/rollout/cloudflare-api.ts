import { type RetryOptions, retryingFetch } from "../retrying-fetch.ts";

/** Calls the Cloudflare API where no provider plugin does it: from dynamic resources and the rollout. */
export type CloudflareApi = (method: string, path: string, body?: unknown) => Promise<unknown>;

export interface CloudflareApiOptions extends RetryOptions {
  readonly env?: NodeJS.ProcessEnv;
}

/** An answer that was not a success. The message names the call and the vendor's codes, never the token. */
export class CloudflareApiError extends Error {
  override readonly name = "CloudflareApiError";
  readonly status: number;
  readonly codes: readonly number[];

  constructor(call: string, status: number, errors: readonly VendorError[]) {
    const reasons = errors.map(({ code, message }) => `${message} (code ${code})`).join("; ");
    const unexplained = status < 300 ? "not as the API answers" : "no reason given";
    super(`${call} answered ${status}: ${reasons || unexplained}.`);
    this.status = status;
    this.codes = errors.map(({ code }) => code);
  }
}

/** What says to try again: Request Timeout, Too Many Requests. */
const passing = [408, 429];

/**
 * Whether it is the vendor's answer, which a second call would not change. A success that nobody can
 * read is none: a page in the answer's place, or half of one.
 */
export function isRefusal(error: unknown): error is CloudflareApiError {
  if (!(error instanceof CloudflareApiError)) return false;
  const { status, codes } = error;
  return status < 400 ? codes.length > 0 : status < 500 && !passing.includes(status);
}

interface VendorError {
  readonly code: number;
  readonly message: string;
}

interface Envelope {
  readonly success: boolean;
  readonly errors?: readonly VendorError[];
  readonly result?: unknown;
}

const defaultBaseUrl = "https://api.cloudflare.com/client/v4";

/**
 * A client of the endpoint and token in the environment (`CLOUDFLARE_BASE_URL`,
 * `CLOUDFLARE_API_TOKEN`), so that neither is in state.
 */
export function cloudflareApi(options: CloudflareApiOptions = {}): CloudflareApi {
  const { env = process.env, ...retries } = options;
  const token = env.CLOUDFLARE_API_TOKEN;
  if (!token) throw new Error("CLOUDFLARE_API_TOKEN is not set. Set it to a Cloudflare API token.");
  const baseUrl = (env.CLOUDFLARE_BASE_URL || defaultBaseUrl).replace(/\/+$/, "");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  return async (method, path, body) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = { method, headers, ...content };
    return readResult(
      `${method} ${path}`,
      await retryingFetch(`${baseUrl}${path}`, request, retries),
    );
  };
}

async function readResult(call: string, answer: Response): Promise<unknown> {
  const envelope = await answer.json().then(asEnvelope, () => undefined);
  if (answer.ok && envelope?.success === true) return envelope.result;
  throw new CloudflareApiError(call, answer.status, envelope?.errors ?? []);
}

function asEnvelope(value: unknown): Envelope | undefined {
  return typeof value === "object" && value !== null && "success" in value
    ? (value as Envelope)
    : undefined;
}
