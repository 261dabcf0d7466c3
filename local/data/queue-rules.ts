/** @see https://developers.cloudflare.com/queues/platform/limits/ */
export const queueLimits = {
  messageBytes: 128_000,
  batchMessages: 100,
  batchBytes: 256_000,
  delaySeconds: 86_400,
  retries: 100,
  waitTimeMs: 60_000,
  /** Seconds: 4 days, the default, and 14 days. */
  defaultRetention: 345_600,
  maximumRetention: 1_209_600,
  /** Of one call of a consumer. */
  wallTimeMs: 15 * 60_000,
  visibilityTimeoutMs: 12 * 3_600_000,
} as const;

export type QueueErrorCode =
  | "message-too-large"
  | "batch-too-large"
  | "too-many-messages"
  | "invalid-content-type"
  | "invalid-delay";

/** Messages that a queue refuses; none of them was taken. */
export class QueueError extends Error {
  override readonly name = "QueueError";
  readonly code: QueueErrorCode;

  constructor(code: QueueErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function validateBatch(sizes: readonly number[]): void {
  if (sizes.length > queueLimits.batchMessages) {
    throw new QueueError(
      "too-many-messages",
      `batch message count of ${sizes.length} exceeds limit of ${queueLimits.batchMessages}`,
    );
  }
  const largest = Math.max(0, ...sizes);
  if (largest > queueLimits.messageBytes) {
    throw new QueueError(
      "message-too-large",
      `message length of ${largest} bytes exceeds limit of ${queueLimits.messageBytes}`,
    );
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > queueLimits.batchBytes) {
    throw new QueueError(
      "batch-too-large",
      `batch size of ${total} bytes exceeds limit of ${queueLimits.batchBytes}`,
    );
  }
}

export function validateDelay(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= queueLimits.delaySeconds) return;
  throw new QueueError(
    "invalid-delay",
    `message delay ${seconds} is invalid: it must be a whole number of seconds from 0 to ${queueLimits.delaySeconds}`,
  );
}
