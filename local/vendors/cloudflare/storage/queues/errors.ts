import { QueueError, type QueueErrorCode } from "../../../../data/queue-rules.ts";
import { ApiError } from "../../envelope.ts";

/** Seen live by others: 10026 for a body that does not fit. */
export const bodyError = {
  code: 10026,
  describe: (path: string, message: string) => `invalid request body: ${path} ${message}`,
};

/** @see https://developers.cloudflare.com/queues/reference/error-codes/ */
const QUEUE_ERRORS: Record<QueueErrorCode, { status: number; code: number }> = {
  "message-too-large": { status: 413, code: 10204 },
  "batch-too-large": { status: 413, code: 10205 },
  "too-many-messages": { status: 413, code: 10206 },
  "invalid-content-type": { status: 400, code: 10203 },
  "invalid-delay": { status: 400, code: 10203 },
};

/**
 * Refusals of the queues' API. The numbers were seen live by others (alchemy-run/distilled at
 * 08ad62a), the wording of 11003 and 11004 in wrangler's issues 2522 and 5347.
 * assumption: the other wordings and the statuses.
 */
export const queueErrors = {
  notFound: () => new ApiError(404, 11000, "workers.api.error.queue_not_found"),
  invalidName: (name: string) =>
    new ApiError(
      400,
      11003,
      `Invalid queue name: invalid queue name: ${name}. Must match ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`,
    ),
  consumerExists: () => new ApiError(409, 11004, "workers.api.error.consumer_exists"),
  boundByWorker: (scripts: readonly string[]) =>
    new ApiError(
      409,
      11005,
      `The queue is used by a binding of ${scripts.join(", ")}. Deploy without the binding first.`,
    ),
  consumerNotFound: () => new ApiError(404, 11006, "workers.api.error.consumer_not_found"),
  nameTaken: (name: string) =>
    new ApiError(
      409,
      11009,
      `Queue name '${name}' is already taken. Please use a different name and try again.`,
    ),
  notified: (buckets: readonly string[]) =>
    new ApiError(
      409,
      11017,
      `The queue is used by event notifications of ${buckets.join(", ")}. Delete them first.`,
    ),
  workerNotFound: () => new ApiError(404, 10007, "This Worker does not exist on your account."),
  pullNotEnabled: () =>
    new ApiError(405, 0, "messages cannot be pulled unless http_pull mode is enabled"),
};

/** Runs `work` and answers what a queue refuses as the API does. */
export function answering<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    const { status, code } = QUEUE_ERRORS[error.code];
    throw new ApiError(status, code, error.message);
  }
}
