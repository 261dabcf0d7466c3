/** Why there is no engine to run. */
export type EngineErrorCode =
  /** Not on PATH, not in the cache, and neither a download nor a build was possible. */
  | "unavailable"
  /** A downloaded archive is not the published one. Nothing of it was kept. */
  | "checksum-mismatch"
  /** The Go toolchain is older than the engine's module needs and may not fetch a newer one. */
  | "go-too-old"
  /** `go build` failed; the message has its last lines. */
  | "build-failed"
  /** The engine that was just installed does not run, or is of another version. */
  | "broken";

/** An expected failure, shown to people without a stack. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;
  readonly hint: string | undefined;

  constructor(
    code: EngineErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
