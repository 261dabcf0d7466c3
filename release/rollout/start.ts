import { type RolloutPlan, resumedStage, type Stage } from "./stages.ts";
import { type Deployment, describeSplit } from "./traffic.ts";

/** How every deployment that a rollout makes begins to say why: a split found is ours or it is not. */
export const messagePrefix = "Slipway rollout:";

/** What is to be done with a version, by what serves when the rollout begins. */
export type Start =
  /** No version serves, so there is nothing to compare with and nobody to be hurt. */
  | { kind: "first" }
  /** The version has all traffic: an earlier run came this far. */
  | { kind: "already-serving" }
  | { kind: "rollout"; oldVersionId: string; stage: Stage; isResumed: boolean }
  /** Two versions share the traffic and this rollout has made neither split nor version. */
  | { kind: "foreign-split"; found: string };

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
    const stage = resumedStage(own.percentage, plan);
    return { kind: "rollout", oldVersionId: other.versionId, stage, isResumed: true };
  }
  const oldVersionId = stableVersion(current);
  if (oldVersionId === undefined) {
    return { kind: "foreign-split", found: describeSplit(current.shares) };
  }
  return { kind: "rollout", oldVersionId, stage: { kind: "probing" }, isResumed: false };
}

/** The version that all users had last. A rollout that was cut off names it first. */
function stableVersion({ shares, message }: Deployment): string | undefined {
  const whole = shares.find(({ percentage }) => percentage === 100);
  if (whole !== undefined) return whole.versionId;
  return message.startsWith(messagePrefix) ? shares[0]?.versionId : undefined;
}
