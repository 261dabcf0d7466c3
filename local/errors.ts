/** Why the local cloud refused or could not go on. */
export type LocalCloudErrorCode =
  /** A fault rule is not of the documented form, or there is none of that id. */
  | "invalid-fault"
  /** A port that was asked for is taken. */
  | "port-in-use"
  /** The data folder cannot be made or written, or is not a local cloud's. */
  | "unusable-folder"
  /** Another local cloud runs on the same data folder. */
  | "already-running"
  /** No local cloud runs on the data folder. */
  | "not-running"
  /** The data folder was written by another version of the local cloud. */
  | "data-version"
  /** An out-of-band edit does not exist or its arguments do not fit. */
  | "invalid-click"
  /** The running local cloud refused a request of its own API. */
  | "refused"
  /** A runtime (workerd) could not be started. */
  | "runtime-failed";

/** An expected failure, shown to people without a stack. */
export class LocalCloudError extends Error {
  override readonly name = "LocalCloudError";
  readonly code: LocalCloudErrorCode;
  readonly hint: string | undefined;

  constructor(
    code: LocalCloudErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
