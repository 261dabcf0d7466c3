import { rolloutMinutes, stopReason, whyStopped } from "./deadline.ts";
import { type Preview, tryFirst } from "./first.ts";
import type { Meter, Window } from "./meter.ts";
import { describeDeployment, ForeignSplit, OwnSplit } from "./own-split.ts";
import { holdOn, messageOf } from "./patience.ts";
import type { Probe, RouteCheck } from "./probe.ts";
import {
  advance,
  type FinalStage,
  isFinal,
  newVersionPercentage,
  type Observation,
  type RolloutPlan,
  type Stage,
} from "./stages.ts";
import { type Start, startOf } from "./start.ts";
import { type Deployment, shortId, type Traffic } from "./traffic.ts";
import { judge, type Verdict } from "./verdict.ts";
import { goBack } from "./way-back.ts";

export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Resolves early when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface RolloutClock extends Clock {
  /** Aborted after that time, by a `TimeoutError`. */
  timeout(milliseconds: number): AbortSignal;
}

export interface RolloutPorts {
  /** Its calls end when the signal is aborted. */
  openTraffic(signal: AbortSignal): Traffic;
  meter: Meter;
  probe: Probe;
  /** The new version at an address of its own, where versions have one. */
  preview: (signal: AbortSignal) => Promise<Preview | undefined>;
  clock: RolloutClock;
  /** Asks the rollout to stop; it then goes back first. */
  signal: AbortSignal;
  /** One line of progress for people. */
  report(line: string): void;
}

export interface RolloutOrder {
  newVersionId: string;
  plan: RolloutPlan;
  /** How long each step is watched at least. */
  bakeSeconds: number;
  /** The check that says which version answered. */
  proof: RouteCheck;
  /** The version migrates Durable Objects, so it cannot share the traffic with another one. */
  isIndivisible?: boolean | undefined;
}

/** How a rollout ended. */
export type RolloutOutcome =
  /** The version may have all traffic. */
  | { kind: "promoted" }
  /** It may not. */
  | ({ kind: "reverted"; reasons: readonly string[] } & Serving);

export interface Serving {
  /** Who answers users, in a sentence. */
  serving: string;
  /** Whether that is as it was before the rollout. */
  isAsBefore: boolean;
}

/** How long a stage may go on after its bake without a verdict that the version is good. */
const graceMs = 120_000;
/** A stage's looks are spread over its bake, but never further apart than this. */
const longestPauseMs = 5_000;
/** Between looks that are not spread over anything. */
const shortestPauseMs = 20;
/** Enough for the 99th percentile of a route. */
const looksPerBake = 400;
/** Between looks while a version is in doubt, so that there are soon enough answers to decide. */
const pauseInDoubtMs = 200;
/** How often the split is read, to see whether somebody else changes it. */
const pollMs = 5_000;

/**
 * Moves a version through the stages and back again where it does not deserve more. Promoted, the
 * last step is the caller's: to deploy the version at 100 %. Every other end leaves all traffic with
 * the old version, or where somebody else has moved it.
 */
export function rollOut(order: RolloutOrder, ports: RolloutPorts): Promise<RolloutOutcome> {
  const deadline = ports.clock.timeout(minutesFor(order) * 60_000);
  const signal = AbortSignal.any([ports.signal, deadline]);
  return rollOutUntil(order, { ...ports, signal });
}

function minutesFor({ plan, bakeSeconds }: RolloutOrder): number {
  return rolloutMinutes({ ...plan, bakeSeconds });
}

async function rollOutUntil(order: RolloutOrder, ports: RolloutPorts): Promise<RolloutOutcome> {
  const { report, signal } = ports;
  const traffic = ports.openTraffic(signal);
  let current: Deployment | undefined;
  try {
    current = await holdOn(() => traffic.current(), { ...ports, pauseMs: pollMs });
  } catch (error) {
    const reason = signal.aborted ? stopReason(signal) : messageOf(error);
    const serving = "Nothing was changed, and what serves could not be read.";
    return { kind: "reverted", reasons: [reason], serving, isAsBefore: true };
  }
  const start = startOf(current, order.newVersionId, order.plan);
  const name = shortId(order.newVersionId);
  if (start.kind === "first") return tryFirst(order, ports);
  if (start.kind === "already-serving") {
    report(`${name} serves 100 % already.`);
    return { kind: "promoted" };
  }
  if (start.kind === "foreign-split") {
    return {
      kind: "reverted",
      reasons: ["The traffic is split by somebody else. Give one version 100 % first."],
      ...untouched(current as Deployment),
    };
  }
  if (order.isIndivisible) {
    report(
      `${name} migrates Durable Objects, so it cannot be tried beside another version: 100 %.`,
    );
    return { kind: "promoted" };
  }
  const open = (asked: RolloutOrder, from: Begun) =>
    new Rollout(asked, { ...ports, traffic }, from, current as Deployment);
  if (start.kind === "rollout") return open(order, start).run();
  const inPlace = { ...order, plan: { steps: [start.percentage] }, bakeSeconds: 0 };
  const { oldVersionId } = start;
  const stage = { kind: "step", step: 0 } as const;
  return open(inPlace, { oldVersionId, stage, isResumed: true }).runInPlace();
}

type Begun = Pick<Extract<Start, { kind: "rollout" }>, "oldVersionId" | "stage" | "isResumed">;

class Rollout {
  readonly #order: RolloutOrder;
  readonly #ports: RolloutPorts & { readonly traffic: Traffic };
  readonly #start: Begun;
  readonly #own: OwnSplit;
  #polledAt: number;

  constructor(
    order: RolloutOrder,
    ports: RolloutPorts & { readonly traffic: Traffic },
    start: Begun,
    current: Deployment,
  ) {
    this.#order = order;
    this.#ports = ports;
    this.#start = start;
    this.#own = new OwnSplit([start.oldVersionId, order.newVersionId], current);
    this.#polledAt = ports.clock.now();
  }

  async run(): Promise<RolloutOutcome> {
    const { report } = this.#ports;
    const { newVersionId } = this.#order;
    const { oldVersionId, isResumed } = this.#start;
    const versions = `${shortId(newVersionId)} takes over from ${shortId(oldVersionId)}`;
    const where = isResumed ? ", from where a rollout was cut off" : "";
    report(`${versions}${where}: decided within ${minutesFor(this.#order)} min.`);
    const end = await this.#advance();
    if (end.kind === "promoted") return end;
    return { kind: "reverted", reasons: end.reasons, ...(await this.#goBack(end)) };
  }

  /**
   * Judges the version in the split that it is found in, which stays as it is: less for this version
   * would be more for one that nobody has declared.
   */
  async runInPlace(): Promise<RolloutOutcome> {
    const [name, other] = [this.#order.newVersionId, this.#start.oldVersionId].map(shortId);
    this.#ports.report(
      `${name} shares the traffic with ${other}, and gets all of it if it is good.`,
    );
    const end = await this.#advance();
    if (end.kind === "promoted") return end;
    const serving = end.foreign ? await this.#goBack(end) : untouched(this.#own.deployment);
    return { kind: "reverted", reasons: end.reasons, ...serving };
  }

  #goBack({ foreign: isForeign }: Extract<FinalStage, { kind: "reverted" }>): Promise<Serving> {
    const { oldVersionId } = this.#start;
    return goBack({ ...this.#order, oldVersionId, isForeign }, this.#own, this.#ports);
  }

  /** Goes from stage to stage up to the last one. */
  async #advance(): Promise<FinalStage> {
    const { report } = this.#ports;
    let stage = this.#start.stage;
    while (!isFinal(stage)) stage = advance(stage, await this.#observe(stage), this.#order.plan);
    const name = shortId(this.#order.newVersionId);
    const lines = stage.kind === "promoted" ? [`${name} is good: it gets 100 %.`] : stage.reasons;
    for (const line of lines) report(line);
    return stage;
  }

  /** Makes a stage's split and looks until there is something to say of it. Never throws. */
  async #observe(stage: Stage): Promise<Observation> {
    try {
      const percentage = newVersionPercentage(stage, this.#order.plan) ?? 0;
      if (this.#ports.signal.aborted) return this.#stopped();
      await this.#split(percentage);
      return await this.#watch(percentage);
    } catch (error) {
      if (error instanceof ForeignSplit) return { kind: "foreign-split", found: error.message };
      if (this.#ports.signal.aborted) return this.#stopped();
      return { kind: "error", message: messageOf(error) };
    }
  }

  /** What to say where the signal is aborted. */
  #stopped(): Observation {
    const { signal } = this.#ports;
    if (whyStopped(signal) === "interrupted") return { kind: "interrupted" };
    return { kind: "deadline", reasons: [stopReason(signal)] };
  }

  async #watch(percentage: number): Promise<Observation> {
    const { meter, clock, signal, report } = this.#ports;
    const bakeMs = percentage === 0 ? 0 : this.#order.bakeSeconds * 1000;
    const window = meter.open({
      newVersionId: this.#order.newVersionId,
      oldVersionId: this.#start.oldVersionId,
    });
    const startedAt = clock.now();
    const pauseMs = Math.max(shortestPauseMs, Math.min(longestPauseMs, bakeMs / looksPerBake));
    for (;;) {
      const verdict = await this.#look(window);
      const elapsedMs = clock.now() - startedAt;
      if (signal.aborted) return this.#stopped();
      if (verdict.kind === "failed") return { kind: "verdict", verdict };
      if (verdict.kind === "successful" && elapsedMs >= bakeMs) {
        await this.#checkOwnership();
        report(`${percentage} %: good after ${seconds(elapsedMs)}.`);
        return { kind: "verdict", verdict };
      }
      if (verdict.kind === "inconclusive" && elapsedMs >= bakeMs + graceMs) {
        return { kind: "deadline", reasons: ["No verdict in time.", ...verdict.reasons] };
      }
      const isInDoubt = verdict.kind === "inconclusive";
      await clock.wait(isInDoubt ? Math.min(pauseMs, pauseInDoubtMs) : pauseMs, signal);
      if (clock.now() - this.#polledAt >= pollMs) await this.#checkOwnership();
    }
  }

  async #look(window: Window): Promise<Verdict> {
    const { canary, baseline } = await window.look();
    const blindness = window.blindness();
    if (blindness !== undefined) return { kind: "inconclusive", reasons: [blindness] };
    return judge(canary, baseline);
  }

  /** Gives the new version a share, unless it has it. */
  async #split(percentage: number): Promise<void> {
    const { newVersionId } = this.#order;
    const { oldVersionId } = this.#start;
    // The old version first and always both in this order: objects then keep their versions.
    const shares = [
      { versionId: oldVersionId, percentage: 100 - percentage },
      { versionId: newVersionId, percentage },
    ];
    const why = `${shortId(newVersionId)} gets ${percentage} %`;
    this.#take(await this.#hold(() => this.#own.ensure(this.#ports.traffic, shares, why)));
    this.#ports.report(percentage === 0 ? "0 %: probing." : `${percentage} %: watching.`);
  }

  /** @throws ForeignSplit */
  async #checkOwnership(): Promise<void> {
    const found = await this.#hold(() => this.#ports.traffic.current());
    if (found?.id !== this.#own.deployment.id) throw new ForeignSplit(describeDeployment(found));
    this.#take(found);
  }

  /** @throws ForeignSplit */
  #take(found: Deployment | undefined): void {
    this.#own.take(found);
    this.#polledAt = this.#ports.clock.now();
  }

  #hold<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
    return holdOn(attempt, { ...this.#ports, pauseMs: pollMs });
  }
}

function untouched(found: Deployment): Serving {
  return { serving: `Nothing was changed: ${describeDeployment(found)}.`, isAsBefore: true };
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
