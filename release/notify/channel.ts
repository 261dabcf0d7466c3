import { createHash } from "node:crypto";
import type { Message } from "./notifier.ts";

/** One way to people. */
export interface Channel {
  /** `Slack`, as problems name it. */
  readonly name: string;
  /** Tells these people from all others, so that what is kept for them reaches nobody else. */
  readonly id: string;
  /** Whether it has anything to do with a message. */
  concerns(message: Message): boolean;
  /**
   * Sends once.
   * @throws DeliveryError; anything else, such as a connection that broke, is worth another try.
   */
  deliver(message: Message, signal: AbortSignal): Promise<void>;
}

/** The channel answered, but did not take the message. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  /** Whether the same message may be taken later. */
  readonly isTemporary: boolean;
  /** What the channel asks for; undefined where it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { isTemporary: boolean; retryAfterMs?: number }) {
    super(message);
    this.isTemporary = options.isTemporary;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** An id made of addresses that are secret. */
export function channelId(name: string, ...addresses: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(addresses)).digest("hex");
  return `${name.toLowerCase()}-${digest.slice(0, 16)}`;
}

export interface ChannelPorts {
  readonly fetch: typeof fetch;
  /** Of one attempt. */
  readonly timeoutMs: number;
}

/** @returns the answer's text. @throws DeliveryError for every status but 2xx. */
export async function postJson(
  url: string,
  body: unknown,
  options: ChannelPorts & {
    channel: string;
    signal: AbortSignal;
    headers?: Readonly<Record<string, string>>;
  },
): Promise<string> {
  const answer = await options.fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...options.headers },
    body: JSON.stringify(body),
    signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
  });
  const text = await answer.text();
  if (answer.ok) return text;
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  throw new DeliveryError(`${options.channel} answered ${answer.status}: ${text.slice(0, 200)}`, {
    isTemporary: answer.status === 429 || answer.status >= 500,
    ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}),
  });
}
