/** How a version is given its traffic, as far as that takes time. */
export interface Bakes {
  readonly steps: readonly unknown[];
  readonly bakeSeconds: number;
}

/** What a rollout has that declares short bakes. Going back may take 2.5 more. */
const usualMinutes = 12;
/** What it has beside its bakes where they are long. */
const graceMinutes = 9;

/** How long a rollout may take until it goes back, whatever hangs. */
export function rolloutMinutes(bakes: Bakes): number {
  return Math.max(usualMinutes, bakeMinutes(bakes) + graceMinutes);
}

export function bakeMinutes({ steps, bakeSeconds }: Bakes): number {
  return Math.ceil((steps.length * bakeSeconds) / 60);
}

/** Why a rollout whose signal was aborted is stopped, in a sentence. */
export function stopReason(signal: AbortSignal): string {
  const isLate = whyStopped(signal) === "deadline";
  return isLate ? "The rollout's time is over." : "The run was interrupted.";
}

/** Why a signal was aborted: by somebody, or by a clock. */
export function whyStopped({ reason }: AbortSignal): "interrupted" | "deadline" {
  return reason instanceof Error && reason.name === "TimeoutError" ? "deadline" : "interrupted";
}
