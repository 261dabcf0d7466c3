import type { Remedy } from "./remedy.ts";

/** What became of an object that is declared, or that carries a declared object's kind of name. */
export type Verdict =
  /** What was read is what is declared. */
  | "in-sync"
  /** It is there and differs. */
  | "changed"
  /** It is declared and not there. */
  | "missing"
  /** It carries one of our names, or hangs on one of our objects, and nobody declared it. */
  | "unmanaged"
  /** It could not be read; it may differ or not. */
  | "cannot-tell";

/** One difference between what is declared and what was found. */
export interface FieldChange {
  /** A property path as the program writes it: `rules[0].escalationDelayInMinutes`. */
  readonly path: string;
  /** `[secret]` for secrets; undefined where there is none. */
  readonly declared: unknown;
  readonly found: unknown;
}

/** An object that is not in sync. */
export interface Finding {
  readonly stack: string;
  readonly verdict: Exclude<Verdict, "in-sync">;
  /** Its name in the program, or at the vendor where it is in none. */
  readonly object: string;
  /** What it is: `WorkersRoute`, `queue`. */
  readonly kind: string;
  /** Absent for what is not declared. */
  readonly urn?: string;
  /** Empty unless something changed. */
  readonly changes: readonly FieldChange[];
  /** What else there is to know, in a sentence. */
  readonly note?: string;
  /** In the order in which they are applied. */
  readonly remedies: readonly Remedy[];
}

/** What is known of one stack. */
export interface StackDrift {
  readonly stack: string;
  /** Whether nothing of it could be read, so that the check has failed; a finding says why. */
  readonly isUnreadable: boolean;
  /** Objects that were read and are as declared. */
  readonly inSync: readonly string[];
  readonly findings: readonly Finding[];
}

/** The same for one object in every run: what alerts are told apart by. */
export function findingKey({ stack, kind, object }: Finding): string {
  return `${stack}/${kind}/${object}`;
}
