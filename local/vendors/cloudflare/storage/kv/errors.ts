import { KvError, type KvErrorCode } from "../../../../data/kv-rules.ts";
import { ApiError } from "../../envelope.ts";

/**
 * 10034 is what KV answers for an expiration that is too near (seen live by others).
 * assumption: the other numbers; the statuses are those of the runtime's binding.
 */
const KV_ERRORS: Record<KvErrorCode, { status: number; code: number }> = {
  "invalid-key": { status: 400, code: 10033 },
  "key-too-long": { status: 414, code: 10032 },
  "value-too-large": { status: 413, code: 10028 },
  "invalid-metadata": { status: 400, code: 10027 },
  "metadata-too-large": { status: 413, code: 10027 },
  "invalid-expiration": { status: 400, code: 10034 },
  "invalid-limit": { status: 400, code: 10024 },
  "invalid-cursor": { status: 400, code: 10025 },
  "write-too-soon": { status: 429, code: 10048 },
};

/** Runs `work` and answers what KV refuses as the API does. */
export function answering<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    const { status, code } = KV_ERRORS[error.code];
    throw new ApiError(status, code, error.message);
  }
}
