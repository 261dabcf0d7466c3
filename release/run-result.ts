/** What became of one step of a run. */
export interface StepResult {
  readonly name: string;
  readonly status: "succeeded" | "warning" | "failed" | "skipped" | "not-executed";
  /** ISO 8601 in UTC; absent where the step was not begun. */
  readonly startedAt?: string;
  readonly durationMs?: number;
  /** What the step found, or why it was skipped. */
  readonly note?: string;
  readonly error?: { readonly message: string; readonly hint?: string };
}

/** How far a run of several steps came. Every step is in it, from the first one on. */
export interface RunResult {
  readonly correlationId: string;
  readonly status: "succeeded" | "warnings" | "failed";
  readonly steps: readonly StepResult[];
}

export interface Step {
  /** What it does, in the imperative: `Move the traffic`. */
  readonly name: string;
  /** Where true, a failure is a warning and the run goes on. */
  readonly isOptional?: boolean;
  /** Where true, it is done even after another step failed: to tell people, to leave a record. */
  readonly isAlways?: boolean;
  /** Why there is nothing to do; undefined where there is. */
  skip?(): string | undefined;
  /** @returns what it found, for people. A `Warning` says so of itself. */
  run(): Promise<string | Warning | undefined>;
}

/** What a step found that is no failure but must be seen. */
export interface Warning {
  readonly warning: string;
}

/** Told as a run goes on. */
export interface RunObserver {
  started(step: string): void;
  ended(result: StepResult): void;
}

/** Time as a run needs it. */
export interface RunClock {
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Runs steps in order up to the first that fails; those of an inner list at the same time. Never
 * throws for what a step throws.
 */
export async function runSteps(
  correlationId: string,
  steps: readonly (Step | readonly Step[])[],
  observer: RunObserver,
  clock: RunClock = Date,
): Promise<RunResult> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const isFailed = results.some(({ status }) => status === "failed");
    const group = [step].flat().map(async (each) => {
      if (isFailed && !each.isAlways) return notExecuted(each);
      const result = await runStep(each, observer, clock);
      observer.ended(result);
      return result;
    });
    results.push(...(await Promise.all(group)));
  }
  return { correlationId, status: overall(results), steps: results };
}

function notExecuted({ name }: Step): StepResult {
  return { name, status: "not-executed" };
}

async function runStep(step: Step, observer: RunObserver, clock: RunClock): Promise<StepResult> {
  const { name, isOptional = false } = step;
  const reason = step.skip?.();
  if (reason !== undefined) return { name, status: "skipped", note: reason };
  observer.started(name);
  const startedAtMs = clock.now();
  const timing = () => ({
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: clock.now() - startedAtMs,
  });
  try {
    const found = await step.run();
    if (typeof found === "object") {
      return { name, status: "warning", ...timing(), note: found.warning };
    }
    return { name, status: "succeeded", ...timing(), ...(found ? { note: found } : {}) };
  } catch (error) {
    const status = isOptional ? "warning" : "failed";
    return { name, status, ...timing(), error: describeError(error) };
  }
}

function describeError(error: unknown): { message: string; hint?: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
  return { message: error.message, ...(hint === undefined ? {} : { hint }) };
}

function overall(steps: readonly StepResult[]): RunResult["status"] {
  if (steps.some(({ status }) => status === "failed")) return "failed";
  return steps.some(({ status }) => status === "warning") ? "warnings" : "succeeded";
}
