import { keyName, setCommand } from "../config-keys.ts";
import { compareStacks, type EntryComparison } from "./compare-stacks.ts";
import { type ConfigFinding, conflict } from "./finding.ts";
import type { StackSettings } from "./stack-settings.ts";

/**
 * Values by which two stacks differ and nobody has reviewed that, which is a warning: it is how a value
 * is tried in one of them. And secrets that both hold, which is a problem.
 */
export function parityProblems(one: StackSettings, other: StackSettings): ConfigFinding[] {
  const stacks = [one.stack, other.stack] as const;
  return compareStacks(one, other).flatMap((comparison) => {
    const { entry, relation, isInBoth, review } = comparison;
    // A value that is missing where it must be set is the stack's own problem.
    if (!isInBoth && entry.isRequired) return [];
    if (relation === "different" && review === undefined) return [unreviewed(stacks, comparison)];
    if (relation === "same" && isInBoth && review?.mustDiffer) return [shared(stacks, comparison)];
    return [];
  });
}

type Stacks = readonly [string, string];

function unreviewed(stacks: Stacks, { entry: { path }, shown }: EntryComparison): ConfigFinding {
  const key = keyName(path);
  const [one, other] = stacks;
  return {
    stacks,
    kind: "warning",
    key,
    message: `${key} is ${shown[0]} in ${one} and ${shown[1]} in ${other}; it must be the same, because nobody has reviewed that it differs.`,
    hint: `Set one of them: ${setCommand(path, one)}; or say why in infra/config-check/reviewed-differences.ts.`,
  };
}

function shared(stacks: Stacks, { entry: { path }, review }: EntryComparison): ConfigFinding {
  const key = keyName(path);
  return conflict(stacks, {
    key,
    message: `${key} is the same in both; each must have its own: ${review?.why}.`,
    hint: `Set one of them: ${setCommand(path, stacks[0])}`,
  });
}
