import type { Finding } from "./finding.ts";

/** Something at a vendor that is in no state. */
export interface Stranger {
  /** What it is, in the vendor's word: `queue`. */
  readonly kind: string;
  readonly object: string;
  /** The call that would delete it. */
  readonly deletion: string;
  /** Why it concerns us, where its name does not say. */
  readonly note?: string;
}

/** Nothing that nobody declared is deleted by itself: it may be somebody's work or data. */
export function unmanaged(stack: string, { kind, object, deletion, note }: Stranger): Finding {
  return {
    stack,
    verdict: "unmanaged",
    object,
    kind,
    changes: [],
    ...(note === undefined ? {} : { note }),
    remedies: [
      { kind: "by-hand", advice: `Declare it, or, when nobody needs it, delete it: ${deletion}` },
    ],
  };
}
