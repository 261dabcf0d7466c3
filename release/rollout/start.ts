import { type RolloutPlan, resumedStage, type Stage } from "./stages.ts";
import type { Deployment } from "./traffic.ts";

/** How every deployment that a rollout makes begins to say why: a split found is ours or it is not. */
export const messagePrefix = "Slipway rollout:";

/** What is to be done with a version, by what serves when the rollout begins. */
export type Start =
  /** No version serves, so there is nothing to compare with and nobody to be hurt. */
  | { kind: "first" }
  /** The version has all traffic: an earlier run came this far. */
  | { kind: "already-serving" }
  | { kind: "rollout"; oldVersionId: string; stage: Stage; isResumed: boolean }
  /** The version has users beside one that nobody has declared, which is to get no more of them. */
  | { kind: "shared"; oldVersionId: string; percentage: number }
  /** Two versions share the traffic and this rollout has made neither split nor version. */
  | { kind: "foreign-split" };

export function startOf(
  current: Deployment | undefined,
  newVersionId: string,
  plan: RolloutPlan,
): Start {
  if (current === undefined) return { kind: "first" };
  const own = current.shares.find(({ versionId }) => versionId === newVersionId);
  const other = current.shares.find(({ versionId }) => versionId !== newVersionId);
  if (other === undefined || own?.percentage === 100) return { kind: "already-serving" };
  if (own !== undefined) {
    const oldVersionId = other.versionId;
    if (lastWholeOf(current) !== oldVersionId) {
      return { kind: "shared", oldVersionId, percentage: own.percentage };
    }
    const stage = resumedStage(own.percentage, plan);
    return { kind: "rollout", oldVersionId, stage, isResumed: true };
  }
  const oldVersionId = stableVersion(current);
  if (oldVersionId === undefined) return { kind: "foreign-split" };
  return { kind: "rollout", oldVersionId, stage: { kind: "probing" }, isResumed: false };
}

/** The version that users go back to where a split has none of the declared one. */
function stableVersion(current: Deployment): string | undefined {
  return wholeOf(current) ?? firstOfOwn(current);
}

/** The version that all users had last. */
function lastWholeOf(current: Deployment): string | undefined {
  return wholeOf(current) ?? current.lastWhole ?? firstOfOwn(current);
}

function wholeOf({ shares }: Deployment): string | undefined {
  return shares.find(({ percentage }) => percentage === 100)?.versionId;
}

/** A rollout names the version first that all users had. */
function firstOfOwn({ shares, message }: Deployment): string | undefined {
  return message.startsWith(messagePrefix) ? shares[0]?.versionId : undefined;
}
