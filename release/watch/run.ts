import type { Clock } from "../rollout/run.ts";
import type { RunResult } from "../run-result.ts";
import type { Assessment } from "./assessment.ts";
import {
  type Action,
  type Alert,
  advance,
  type Choice,
  firstState,
  type Observation,
  type OldVersion,
  type WatchEnd,
  type WatchPolicy,
  type WatchState,
} from "./decision.ts";
import type { BackgroundWork, MetricsSource, Sample } from "./metrics-source.ts";

export interface WatchOrder {
  readonly forMs: number;
  readonly everyMs: number;
  readonly policy: WatchPolicy;
}

export interface WatchPorts {
  readonly source: MetricsSource;
  readonly clock: Clock;
  /** Asks the watch to stop. A rollback that has begun is brought to its end. */
  readonly signal: AbortSignal;
  /** Asks the old version the routes that are critical. */
  compare(routes: readonly string[]): Promise<OldVersion>;
  /** Asks a person; gives up when the signal is aborted. */
  ask(reasons: readonly string[], signal: AbortSignal): Promise<Choice>;
  /** Takes an alert; delivers it beside the watch. */
  tell(alert: Alert): void;
  /** Never throws: why it was not possible is in the result. */
  rollBack(reason: string): Promise<RunResult>;
  observer: WatchObserver;
}

export interface WatchObserver {
  round(report: RoundReport): void;
  /** Something other than a round: what happened, for people. */
  note(text: string): void;
}

export interface RoundReport {
  readonly elapsedMs: number;
  readonly assessment: Assessment;
  /** Undefined where nothing could be seen. */
  readonly sample: Sample | undefined;
  readonly blindness?: string;
}

export interface WatchOutcome {
  readonly end: WatchEnd;
  readonly elapsedMs: number;
  readonly rounds: number;
  /** How the rollback went, where there was one. */
  readonly rollback?: RunResult;
  readonly background: BackgroundWork;
}

/** Watches until the time is up, somebody has to decide, or the service is back where it was well. */
export async function watch(order: WatchOrder, ports: WatchPorts): Promise<WatchOutcome> {
  const run = new Watch(order, ports);
  try {
    return await run.toEnd();
  } finally {
    run.dismissQuestion();
  }
}

class Watch {
  readonly #order: WatchOrder;
  readonly #ports: WatchPorts;
  readonly #startedAt: number;
  readonly #question = new AbortController();
  readonly #interruption: Promise<undefined>;
  #isAsking = false;
  #answer: Choice | undefined;
  #rounds = 0;

  constructor(order: WatchOrder, ports: WatchPorts) {
    this.#order = order;
    this.#ports = ports;
    this.#startedAt = ports.clock.now();
    this.#interruption = interruption(ports.signal);
  }

  async toEnd(): Promise<WatchOutcome> {
    let state = firstState;
    let action: Action = { kind: "look-again" };
    while (action.kind !== "end") {
      const observation = await this.#perform(action);
      ({ state, action } = advance(state, observation, this.#order.policy));
      this.#report(observation, state);
    }
    return this.#finish(action.end);
  }

  dismissQuestion(): void {
    this.#question.abort();
  }

  /** Does what was decided, and learns something new. */
  async #perform(action: Exclude<Action, { kind: "end" }>): Promise<Observation> {
    const { compare, tell, observer } = this.#ports;
    switch (action.kind) {
      case "compare":
        observer.note(`Critical: ${action.routes.join(", ")}. Asking the old version.`);
        return { kind: "compared", oldVersion: await compare(action.routes) };
      case "ask":
        this.#ask(action.reasons);
        return this.#look();
      case "tell":
        tell(action.alert);
        return this.#look();
      case "look-again":
        return this.#look();
    }
  }

  /** The next round, unless the watch is over or a person has answered. */
  async #look(): Promise<Observation> {
    const { clock, signal, source } = this.#ports;
    if (this.#rounds > 0) await this.#waitForRound();
    if (signal.aborted) return { kind: "interrupted" };
    const choice = this.#takeAnswer();
    if (choice !== undefined) return { kind: "answered", choice };
    if (clock.now() - this.#startedAt >= this.#order.forMs) return { kind: "deadline" };
    this.#rounds += 1;
    try {
      const sample = await Promise.race([source.sample(), this.#interruption]);
      return sample === undefined ? { kind: "interrupted" } : { kind: "round", sample };
    } catch (error) {
      return { kind: "blind", message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Rounds begin at fixed times; one that took too long is not made up for. */
  #waitForRound(): Promise<void> {
    const { clock, signal } = this.#ports;
    const { everyMs, forMs } = this.#order;
    const elapsedMs = clock.now() - this.#startedAt;
    const nextMs = Math.min((Math.floor(elapsedMs / everyMs) + 1) * everyMs, forMs);
    return clock.wait(Math.max(0, nextMs - elapsedMs), signal);
  }

  /** The watch goes on while a person thinks, so that what gets critical is not waited with. */
  #ask(reasons: readonly string[]): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const keep = (choice: Choice) => {
      this.#answer = choice;
    };
    // A question that cannot be asked is as good as one that nobody answers.
    void this.#ports.ask(reasons, this.#question.signal).then(keep, () => undefined);
  }

  #takeAnswer(): Choice | undefined {
    const choice = this.#answer;
    if (choice !== undefined) this.#isAsking = false;
    this.#answer = undefined;
    return choice;
  }

  #report(observation: Observation, { assessment }: WatchState): void {
    const elapsedMs = this.#ports.clock.now() - this.#startedAt;
    const { observer } = this.#ports;
    if (observation.kind === "round") {
      observer.round({ elapsedMs, assessment, sample: observation.sample });
    } else if (observation.kind === "blind") {
      observer.round({ elapsedMs, assessment, sample: undefined, blindness: observation.message });
    }
  }

  async #finish(end: WatchEnd): Promise<WatchOutcome> {
    const { clock, rollBack, source, tell } = this.#ports;
    this.dismissQuestion();
    if (end.kind === "critical" || end.kind === "undecided") tell(end);
    const rollback = end.kind === "roll-back" ? await rollBack(reasonOf(end.reasons)) : undefined;
    const outcome = {
      end,
      elapsedMs: clock.now() - this.#startedAt,
      rounds: this.#rounds,
      background: await source.background(),
    };
    return rollback === undefined ? outcome : { ...outcome, rollback };
  }
}

function reasonOf(reasons: readonly string[]): string {
  return `Seen by the watch: ${reasons.join("; ")}`;
}

function interruption(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
