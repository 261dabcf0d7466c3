import { createHash } from "node:crypto";
import type { Message } from "./notifier.ts";

/** One way to people. */
export interface Channel {
  /** `Slack`, as problems name it. */
  readonly name: string;
  /** Tells these people from all others, so that what is kept for them reaches nobody else. */
  readonly id: string;
  /** From one message to the next; 0 where there is no need. */
  readonly pauseMs: number;
  /** How many messages that had to wait can be told as one. */
  readonly largestBatch: number;
  /** Whether it has anything to do with a message. */
  concerns(message: Message): boolean;
  /**
   * Sends once.
   * @param messages one, or several that had to wait, oldest first.
   * @throws DeliveryError; anything else, such as a connection that broke, is worth another try.
   */
  deliver(messages: readonly Message[], signal: AbortSignal): Promise<void>;
}

/** What a channel that did not take a message makes of it. */
export type Refusal =
  /** The same message may be taken later. */
  | "busy"
  /** This message will never be taken; others may. */
  | "message"
  /** Nothing will be taken before somebody has done something. */
  | "channel";

/** The channel answered, but did not take the message. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly refusal: Refusal;
  /** What the channel asks for; undefined where it does not say. */
  readonly retryAfterMs: number | undefined;
  /** What people can do about it. */
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: { refusal: Refusal; retryAfterMs?: number | undefined; hint?: string | undefined },
  ) {
    super(message);
    this.refusal = options.refusal;
    this.retryAfterMs = options.retryAfterMs;
    this.hint = options.hint;
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

export interface PostPorts extends ChannelPorts {
  readonly signal: AbortSignal;
}

export interface Post {
  readonly channel: string;
  readonly url: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws DeliveryError `busy` where the status says that it may be taken later. */
export async function postJson(
  { channel, url, body, headers }: Post,
  { fetch: send, timeoutMs, signal }: PostPorts,
): Promise<{ status: number; text: string }> {
  const answer = await send(url, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  const text = await answer.text();
  const { status } = answer;
  if (status !== 408 && status !== 429 && status < 500) return { status, text };
  throw new DeliveryError(`${channel} answered ${status}: ${text}`, {
    refusal: "busy",
    retryAfterMs: retryAfterMs(answer.headers.get("retry-after")),
  });
}

/** @see https://docs.slack.dev/apis/web-api/rate-limits: a whole number of seconds */
function retryAfterMs(header: string | null): number | undefined {
  return header && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}
