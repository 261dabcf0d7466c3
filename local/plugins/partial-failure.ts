import type { Existing } from "./resource.ts";

/** A resource was made but could not be finished: it goes into state and the update fails. */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  readonly existing: Existing;

  constructor(existing: Existing, cause: Error) {
    super(cause.message, { cause });
    this.existing = existing;
  }
}
