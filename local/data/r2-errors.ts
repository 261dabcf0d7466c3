import type { R2Object } from "./contract.ts";

/** @see https://developers.cloudflare.com/r2/api/error-codes/ */
const R2_ERRORS = {
  "internal-error": [500, 10001, "We encountered an internal error. Please try again."],
  "no-such-key": [404, 10007, "The specified key does not exist."],
  "entity-too-small": [
    400,
    10011,
    "Your proposed upload is smaller than the minimum allowed object size.",
  ],
  "metadata-too-large": [
    400,
    10012,
    "Your metadata headers exceed the maximum allowed metadata size.",
  ],
  "invalid-object-name": [400, 10020, "The specified object name is not valid."],
  "invalid-max-keys": [400, 10022, "MaxKeys params must be positive integer <= 1000."],
  "no-such-upload": [400, 10024, "The specified multipart upload does not exist."],
  "invalid-part": [400, 10025, "One or more of the specified parts could not be found."],
  "invalid-argument": [400, 10029, "Metadata missing or invalid"],
  "precondition-failed": [
    412,
    10031,
    "At least one of the pre-conditions you specified did not hold.",
  ],
  "bad-digest": [400, 10037, "The checksum you specified did not match what we received."],
  "invalid-range": [416, 10039, "The requested range is not satisfiable"],
  "bad-upload": [500, 10048, "There was a problem with the multipart upload."],
  "entity-too-large": [
    400,
    100100,
    "Your proposed upload exceeds the maximum allowed object size.",
  ],
} as const satisfies Record<string, readonly [number, number, string]>;

export type R2ErrorCode = keyof typeof R2_ERRORS;

/** A call that R2 refuses, with the HTTP status and number that R2 answers. */
export class R2Error extends Error {
  override readonly name = "R2Error";
  readonly code: R2ErrorCode;
  readonly status: number;
  readonly number: number;
  /** The object whose state broke the precondition of a get. */
  readonly object: R2Object | undefined;

  constructor(code: R2ErrorCode, options: { message?: string; object?: R2Object } = {}) {
    const [status, number, message] = R2_ERRORS[code];
    super(options.message ?? message);
    this.code = code;
    this.status = status;
    this.number = number;
    this.object = options.object;
  }
}
