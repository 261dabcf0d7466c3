import { type ConfigEntry, configEntries } from "../config-entries.ts";
import { show, valueAt } from "../config-keys.ts";
import { type ReviewedDifference, reviewedDifferences } from "./reviewed-differences.ts";
import type { StackSettings } from "./stack-settings.ts";

/** How two stacks hold one value. */
export interface EntryComparison {
  readonly entry: ConfigEntry;
  /** In the order of the stacks, for people; a secret is only `set`. */
  readonly shown: readonly [string, string];
  /** `unknown`: a secret of one of them cannot be read. */
  readonly relation: "same" | "different" | "unknown";
  /** Whether both hold a value; a default counts. */
  readonly isInBoth: boolean;
  /** Why they may differ; undefined where nobody has reviewed that. */
  readonly review: ReviewedDifference | undefined;
}

/** Compares two stacks value by value, with what holds where a value is not set. */
export function compareStacks(one: StackSettings, other: StackSettings): EntryComparison[] {
  return configEntries.map((entry) => {
    const key = entry.path.join(".");
    const held = [valueIn(one, entry), valueIn(other, entry)] as const;
    return {
      entry,
      shown: [showEntry(entry, held[0]), showEntry(entry, held[1])],
      relation: relationOf(...held),
      isInBoth: !held.includes(undefined),
      review: reviewedDifferences.find((each) => each.key === key),
    };
  });
}

const unreadable = Symbol("unreadable");

function valueIn(settings: StackSettings, { path, default: standard }: ConfigEntry): unknown {
  if (settings.unreadable.has(path[0] ?? "")) return unreadable;
  return valueAt(settings.raw, path) ?? standard;
}

function relationOf(one: unknown, other: unknown): EntryComparison["relation"] {
  // That one of them is not set at all can be told without reading the other.
  if (one === undefined || other === undefined) return one === other ? "same" : "different";
  if (one === unreadable || other === unreadable) return "unknown";
  return JSON.stringify(one) === JSON.stringify(other) ? "same" : "different";
}

function showEntry({ isSecret }: ConfigEntry, value: unknown): string {
  if (value === undefined) return "not set";
  if (value === unreadable) return "set, cannot be read";
  return isSecret ? "set" : show(value);
}
