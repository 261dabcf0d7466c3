import type { Verdict } from "./verdict.ts";

/** How a new version gets its traffic. */
export interface RolloutPlan {
  /** Percentages of the new version between 0 and 100, ascending. Empty: straight from the probes to 100. */
  steps: readonly number[];
}

/**
 * Where a rollout stands. Each stage has one split of the traffic; a stage ends by going to the next
 * one or by going back, never by changing the split twice.
 */
export type Stage =
  /** `old 100, new 0`: only probes reach the new version. */
  | { kind: "probing" }
  /** `old 100 − p, new p` with the plan's percentage of that step. */
  | { kind: "step"; step: number }
  /** The new version deserves all traffic; the declared deployment may be made. */
  | { kind: "promoted" }
  /** The old version has all traffic again, unless `foreign` says that others have taken over. */
  | { kind: "reverted"; reasons: readonly string[]; foreign: boolean };

/** What a stage can come to know. */
export type Observation =
  | { kind: "verdict"; verdict: Verdict }
  /** The vendor's API or the measuring itself failed for good. */
  | { kind: "error"; message: string }
  /** The stage's deadline passed without a successful verdict. */
  | { kind: "deadline"; reasons: readonly string[] }
  /** The run was asked to stop. */
  | { kind: "interrupted" }
  /** The traffic is not what this rollout made it: somebody else deploys. */
  | { kind: "foreign-split"; found: string };

export const firstStage: Stage = { kind: "probing" };

export type FinalStage = Extract<Stage, { kind: "promoted" | "reverted" }>;

/** Whether nothing more is to be done. */
export function isFinal(stage: Stage): stage is FinalStage {
  return stage.kind === "promoted" || stage.kind === "reverted";
}

/** The stage after an observation; the very same one while nothing can be said yet. */
export function advance(stage: Stage, observation: Observation, plan: RolloutPlan): Stage {
  if (isFinal(stage)) return stage;
  switch (observation.kind) {
    case "verdict":
      return afterVerdict(stage, observation.verdict, plan);
    case "error":
      return reverted([observation.message]);
    case "deadline":
      return reverted(observation.reasons);
    case "interrupted":
      return reverted(["The run was interrupted."]);
    case "foreign-split":
      return {
        kind: "reverted",
        reasons: [`The traffic was changed by somebody else: ${observation.found}.`],
        foreign: true,
      };
  }
}

function afterVerdict(stage: Stage, verdict: Verdict, plan: RolloutPlan): Stage {
  if (verdict.kind === "inconclusive") return stage;
  if (verdict.kind === "failed") return reverted(verdict.reasons);
  const next = stage.kind === "step" ? stage.step + 1 : 0;
  return next < plan.steps.length ? { kind: "step", step: next } : { kind: "promoted" };
}

function reverted(reasons: readonly string[]): Stage {
  return { kind: "reverted", reasons, foreign: false };
}

/**
 * The new version's share in a stage, in percent; undefined where the traffic is not to be touched.
 * A promoted version gets its 100 % by the declared deployment, not by the rollout.
 */
export function newVersionPercentage(stage: Stage, plan: RolloutPlan): number | undefined {
  switch (stage.kind) {
    case "probing":
      return 0;
    case "step":
      return plan.steps[stage.step];
    case "promoted":
      return undefined;
    case "reverted":
      return stage.foreign ? undefined : 0;
  }
}

/**
 * The stage to go on with when a rollout was cut off at a split that gives the new version this
 * share: its step of the plan, or the probes where the plan has no such step.
 */
export function resumedStage(percentage: number, plan: RolloutPlan): Stage {
  const step = plan.steps.indexOf(percentage);
  return step === -1 ? firstStage : { kind: "step", step };
}
