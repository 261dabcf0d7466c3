/** Why a release was refused or could not go on. */
export type ReleaseErrorCode =
  /** A stack has no outputs: nothing was ever deployed from it. */
  | "never-deployed"
  /** A stack's outputs are of another form than this version of Slipway writes. */
  | "unreadable-outputs"
  /** The stack runs no service, Worker or release of that name. */
  | "unknown-target"
  /** A rollback is not possible; the message has every reason. */
  | "rollback-refused"
  /** The traffic could not be moved; the message says what serves. */
  | "traffic-not-moved"
  /** A service does not do what it is for, or another version answers than the stack says. */
  | "not-verified"
  /** The typed word does not confirm what was asked for. */
  | "not-confirmed"
  /** A check before the deployment found something that speaks against it. */
  | "preflight-failed"
  /** It is outside the deployment windows. */
  | "window-closed"
  /** The release is not the one that staging runs, and this is no emergency. */
  | "not-in-staging"
  /** An exception from the rules for deployments lacks an approver or a reason. */
  | "exception-refused"
  /** A stack's committed file does not say what is needed, or not in a form that can be used. */
  | "unreadable-stack-file"
  /** A variable of the environment is missing or wrong. */
  | "environment"
  /** The engine's update ended in a failure. */
  | "update-failed"
  /** Another update of the stack goes on, or was killed. */
  | "locked"
  /** The watch found the release critical; the message says what was done. */
  | "withdrawn"
  /** Somebody, or a deadline, ended the run. */
  | "interrupted"
  /** A vendor's API refused or could not be reached. */
  | "vendor";

/** An expected failure, shown to people without a stack. */
export class ReleaseError extends Error {
  override readonly name = "ReleaseError";
  readonly code: ReleaseErrorCode;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(
    code: ReleaseErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}
