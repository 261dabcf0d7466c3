import { keyName } from "../config-keys.ts";
import { compareStacks, type EntryComparison } from "./compare-stacks.ts";
import type { StackSettings } from "./stack-settings.ts";

/** A value by which two stacks differ, and every secret. */
export interface ConfigDifference {
  readonly key: string;
  readonly isSecret: boolean;
  /** Of each stack, in their order; a secret is only `set` or `not set`. */
  readonly values: readonly [string, string];
  readonly relation: EntryComparison["relation"];
  /** `unknown`: it cannot be read whether they differ. */
  readonly verdict: "reviewed" | "unreviewed" | "unknown";
  /** Why they may differ; undefined where nobody has reviewed that. */
  readonly why?: string;
}

/** By which values two stacks differ. Secrets are always listed: nobody sees them otherwise. */
export function configDifferences(one: StackSettings, other: StackSettings): ConfigDifference[] {
  return compareStacks(one, other)
    .filter(({ entry, relation }) => entry.isSecret || relation !== "same")
    .map((comparison) => {
      const { entry, shown, relation, review } = comparison;
      return {
        key: keyName(entry.path),
        isSecret: entry.isSecret,
        values: shown,
        relation,
        verdict: verdictOf(comparison),
        ...(review === undefined ? {} : { why: review.why }),
      };
    });
}

function verdictOf({ relation, isInBoth, review }: EntryComparison): ConfigDifference["verdict"] {
  if (relation === "unknown") return "unknown";
  const isShared = relation === "same" && isInBoth && review?.mustDiffer === true;
  return review === undefined || isShared ? "unreviewed" : "reviewed";
}
