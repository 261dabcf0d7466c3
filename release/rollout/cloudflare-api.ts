import { setTimeout as wait } from "node:timers/promises";

/** Calls the Cloudflare API where no provider plugin does it: from dynamic resources and the rollout. */
export type CloudflareApi = (method: string, path: string, body?: unknown) => Promise<unknown>;

export interface CloudflareApiOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly fetch?: typeof fetch;
  /** Waits between attempts; tests need not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** An answer that was not a success. The message names the call and the vendor's codes, never the token. */
export class CloudflareApiError extends Error {
  override readonly name = "CloudflareApiError";
  readonly status: number;
  readonly codes: readonly number[];

  constructor(call: string, status: number, errors: readonly VendorError[]) {
    const reasons = errors.map(({ code, message }) => `${message} (code ${code})`).join("; ");
    super(`${call} answered ${status}: ${reasons || "no reason given"}.`);
    this.status = status;
    this.codes = errors.map(({ code }) => code);
  }
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
const attempts = 4;
const requestTimeoutMs = 60_000;

/**
 * A client of the endpoint and token in the environment (`CLOUDFLARE_BASE_URL`,
 * `CLOUDFLARE_API_TOKEN`), so that neither is in state. A refusal for rate (429) is always tried
 * again; a fault of the server or the network only for reads, because a write may have happened.
 */
export function cloudflareApi(options: CloudflareApiOptions = {}): CloudflareApi {
  const { env = process.env, wait: pause = wait } = options;
  const send = options.fetch ?? fetch;
  const token = env.CLOUDFLARE_API_TOKEN;
  if (!token) throw new Error("CLOUDFLARE_API_TOKEN is not set. Set it to a Cloudflare API token.");
  const baseUrl = (env.CLOUDFLARE_BASE_URL || defaultBaseUrl).replace(/\/+$/, "");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === attempts;
      const init = { method, headers, signal: AbortSignal.timeout(requestTimeoutMs) };
      const answer = await send(
        `${baseUrl}${path}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      ).catch((error: unknown) => {
        if (method !== "GET" || isLast) throw error;
        return undefined;
      });
      if (isLast || !isWorthAnotherTry(method, answer)) {
        return readResult(`${method} ${path}`, answer as Response);
      }
      await pause(retryDelayMs(answer, attempt));
    }
  };
}

function isWorthAnotherTry(method: string, answer: Response | undefined): boolean {
  if (answer === undefined || answer.status === 429) return true;
  return method === "GET" && answer.status >= 500;
}

/** What the vendor asks for, up to 300 s, or 1 s, 2 s, 4 s. */
function retryDelayMs(answer: Response | undefined, attempt: number): number {
  const seconds = Number(answer?.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds, 300) * 1000 : 500 * 2 ** attempt;
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
