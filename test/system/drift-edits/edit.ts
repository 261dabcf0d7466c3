import type { Vendors } from "../support/vendors.ts";

type Verdict = "changed" | "missing" | "unmanaged";

/** The objects of a stack, as its state has them, by the name they have in the program. */
export type Declared = (name: string) => { id: string; outputs: Record<string, unknown> };

export interface Edit {
  /** What somebody did, in the past tense. */
  readonly title: string;
  readonly stack: "staging" | "production";
  readonly verdict: Verdict;
  /** What the finding calls the object: its name in the program, or at the vendor where it is in none. */
  readonly object: string;
  /** The field that differs; absent where the whole object does. */
  readonly field?: string;
  /** Takes an unmanaged object away again: no fix does that by itself. */
  undo?(vendors: Vendors, declared: Declared): Promise<unknown>;
  run(vendors: Vendors, declared: Declared): Promise<unknown>;
}
