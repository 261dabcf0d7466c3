import { type Assessment, assess, longWindowRounds, shortWindowRounds } from "./assessment.ts";
import { gravest, type Severity } from "./matrix.ts";
import type { Sample } from "./metrics-source.ts";

/** What a watch may do by itself. */
export interface WatchPolicy {
  /** Whether `critical` goes back by itself; otherwise it ends the watch. */
  readonly rollsBack: boolean;
  /** Whether somebody is there to be asked; otherwise `high` ends the watch. */
  readonly asks: boolean;
}

/** What a watch learns. */
export type Observation =
  | { readonly kind: "round"; readonly sample: Sample }
  /** Nothing could be seen, which says nothing of the service. */
  | { readonly kind: "blind"; readonly message: string }
  /** How the old version does, asked when the new one was critical. */
  | { readonly kind: "compared"; readonly oldVersion: OldVersion }
  /** What a person chose. */
  | { readonly kind: "answered"; readonly choice: Choice }
  | { readonly kind: "deadline" }
  | { readonly kind: "interrupted" };

/** `unknown` where it cannot be asked: it served well before it was replaced. */
export type OldVersion = "well" | "ill" | "unknown";
export type Choice = "roll-back" | "go-on" | "stop";

/** What is to be done next. */
export type Action =
  | { readonly kind: "look-again" }
  /** Ask the old version, so that the new one is not blamed for what is bad for both. */
  | { readonly kind: "compare"; readonly routes: readonly string[] }
  /** Ask a person and look again meanwhile. */
  | { readonly kind: "ask"; readonly reasons: readonly string[] }
  /** Tell people and look again. */
  | { readonly kind: "tell"; readonly alert: Alert }
  | { readonly kind: "end"; readonly end: WatchEnd };

export type Alert =
  | { readonly kind: "blind"; readonly message: string }
  /** The blindness that people were told of is over. */
  | { readonly kind: "seeing-again" }
  | { readonly kind: "old-version-ill"; readonly reasons: readonly string[] }
  /** Told at the end: people have to act. */
  | { readonly kind: "critical" | "undecided"; readonly reasons: readonly string[] }
  /** Critical, and a rollback is not possible. */
  | { readonly kind: "no-way-back"; readonly seen: string; readonly problem: string };

export type WatchEnd =
  /** The time is up; the assessment is the last one. */
  | { readonly kind: "finished"; readonly assessment: Assessment }
  | { readonly kind: "roll-back"; readonly reasons: readonly string[] }
  /** Critical, and this watch must not go back. */
  | { readonly kind: "critical"; readonly reasons: readonly string[] }
  /** Somebody has to decide. */
  | { readonly kind: "undecided"; readonly reasons: readonly string[] }
  /** The time is up, and nothing could be seen in the end. */
  | { readonly kind: "blind"; readonly message: string }
  /** Other versions answer than the watched ones. */
  | { readonly kind: "superseded"; readonly versions: readonly string[] }
  | { readonly kind: "interrupted" };

export interface WatchState {
  /** Oldest first. */
  readonly rounds: readonly Sample[];
  readonly assessment: Assessment;
  /** Rounds in a row in which nothing was seen, and why. */
  readonly blindRounds: number;
  readonly blindness: string;
  /** Rounds in a row that other versions answered too. */
  readonly foreignRounds: number;
  /** Rounds in a row of high severity. */
  readonly highRounds: number;
  /** After the old version or a person said no: what is left alone, and for how many rounds. */
  readonly rest: { readonly severity: Severity; readonly rounds: number };
}

const unknown: Assessment = { severity: "unknown", reasons: [], criticalRoutes: [] };

export const firstState: WatchState = {
  rounds: [],
  assessment: unknown,
  blindRounds: 0,
  blindness: "",
  foreignRounds: 0,
  highRounds: 0,
  rest: { severity: "low", rounds: 0 },
};

const blindRoundsBeforeAlert = 4;
const foreignRoundsBeforeEnd = 3;
/** What gets worse is critical within a minute; only what does not is for people to decide. */
const highRoundsBeforeAction = shortWindowRounds;

/** A rollback is always an end, so there is at most one. */
export function advance(
  state: WatchState,
  observation: Observation,
  policy: WatchPolicy,
): { readonly state: WatchState; readonly action: Action } {
  switch (observation.kind) {
    case "round":
      return isEmpty(observation.sample)
        ? afterBlindness(state, "Not one request was counted in a whole round.")
        : afterRound(state, observation.sample, policy);
    case "blind":
      return afterBlindness(state, observation.message);
    case "compared":
      return afterComparison(state, observation.oldVersion);
    case "answered":
      return afterAnswer(state, observation.choice);
    case "deadline":
      return { state, action: end(atDeadline(state)) };
    case "interrupted":
      return { state, action: end({ kind: "interrupted" }) };
  }
}

type Next = ReturnType<typeof advance>;

/** A source that counts nothing is broken: probes are always sent. */
function isEmpty({ routes }: Sample): boolean {
  return routes.every(({ requests }) => requests === 0);
}

const lookAgain: Action = { kind: "look-again" };

/** A round that other versions answered too is nobody's: it only counts against the watch itself. */
function afterRound(before: WatchState, sample: Sample, policy: WatchPolicy): Next {
  const { foreignVersions } = sample;
  const seeing = { ...before, blindRounds: 0 };
  if (foreignVersions.length > 0) {
    const state = { ...seeing, foreignRounds: before.foreignRounds + 1 };
    const isOver = state.foreignRounds >= foreignRoundsBeforeEnd;
    const over = end({ kind: "superseded", versions: foreignVersions });
    return { state, action: isOver ? over : lookAgain };
  }
  const rounds = [...before.rounds, sample].slice(-longWindowRounds);
  const assessment = assess(rounds);
  const highRounds = assessment.severity === "high" ? before.highRounds + 1 : 0;
  const rest = { ...before.rest, rounds: Math.max(0, before.rest.rounds - 1) };
  const state = { ...seeing, rounds, assessment, foreignRounds: 0, highRounds, rest };
  const wasBlind = before.blindRounds >= blindRoundsBeforeAlert;
  const action = wasBlind ? tell({ kind: "seeing-again" }) : afterAssessment(state, policy);
  return { state, action };
}

function afterAssessment(state: WatchState, policy: WatchPolicy): Action {
  const { severity, reasons, criticalRoutes: routes } = state.assessment;
  if (severity === "unknown" || isResting(state, severity)) return lookAgain;
  if (severity === "critical") {
    return policy.rollsBack ? { kind: "compare", routes } : end({ kind: "critical", reasons });
  }
  if (state.highRounds < highRoundsBeforeAction) return lookAgain;
  return policy.asks ? { kind: "ask", reasons } : end({ kind: "undecided", reasons });
}

/** What was seen before a long blindness is too old to act on. */
function afterBlindness(before: WatchState, message: string): Next {
  const state = { ...before, blindRounds: before.blindRounds + 1, blindness: message };
  if (state.blindRounds !== blindRoundsBeforeAlert) return { state, action: lookAgain };
  const blinded = { ...state, rounds: [], assessment: unknown };
  return { state: blinded, action: tell({ kind: "blind", message }) };
}

function afterComparison(state: WatchState, oldVersion: OldVersion): Next {
  const { reasons } = state.assessment;
  if (oldVersion !== "ill") return { state, action: end({ kind: "roll-back", reasons }) };
  return { state: rest(state), action: tell({ kind: "old-version-ill", reasons }) };
}

function afterAnswer(state: WatchState, choice: Choice): Next {
  const { reasons } = state.assessment;
  if (choice === "go-on") return { state: rest(state), action: lookAgain };
  const kind = choice === "roll-back" ? "roll-back" : "undecided";
  return { state, action: end({ kind, reasons }) };
}

/** Leaves the trouble alone until the long window is a new one, unless it gets worse. */
function rest(state: WatchState): WatchState {
  const severity = state.assessment.severity === "critical" ? "critical" : "high";
  return { ...state, rest: { severity, rounds: longWindowRounds } };
}

function isResting({ rest: { severity, rounds } }: WatchState, now: Severity): boolean {
  return rounds > 0 && gravest([now, severity]) === severity;
}

function atDeadline({ assessment, blindRounds, blindness }: WatchState): WatchEnd {
  if (blindRounds > 0 && assessment.severity === "unknown") {
    return { kind: "blind", message: blindness };
  }
  return { kind: "finished", assessment };
}

function tell(alert: Alert): Action {
  return { kind: "tell", alert };
}

function end(how: WatchEnd): Action {
  return { kind: "end", end: how };
}
