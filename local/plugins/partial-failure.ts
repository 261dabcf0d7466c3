import type { PropertyObject } from "./grpc/property-value.ts";

/** A resource was made but could not be finished: it goes into state and the update fails. */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  readonly existing: { id: string; state: PropertyObject };

  constructor(existing: { id: string; state: PropertyObject }, cause: Error) {
    super(cause.message, { cause });
    this.existing = existing;
  }
}
