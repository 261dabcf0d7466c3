import { percentile } from "../rollout/meter.ts";
import { allowedErrors } from "../rollout/verdict.ts";
import { gravest, type Severity, severityOf } from "./matrix.ts";
import type { RouteFigures, Sample } from "./metrics-source.ts";

/** What the latest rounds say of a service. */
export interface Assessment {
  /** `unknown` while a route has too few answers and no other one is worse than `low`. */
  readonly severity: Severity | "unknown";
  /** Per route that is not well: `/widget.js: 3 of 21 answers failed (status 500, expected 200)`. */
  readonly reasons: readonly string[];
  /** Routes of which it is `critical`. */
  readonly criticalRoutes: readonly string[];
}

/** Rounds are 10 s apart in the close watch: a minute, and five. */
export const shortWindowRounds = 6;
export const longWindowRounds = 30;
/** So many rounds must have been bad themselves before anything is more than medium. */
const badRounds = 3;
/** For a rollback, so many of these last ones. */
const judgedRounds = 5;
/** Fewer answers than this on a route say nothing. */
const minRequests = 20;

/**
 * Judges each route, because one with few requests is invisible in the whole. The long window says
 * how bad it is; `high` needs three bad rounds in it, so that no single outage of seconds asks for
 * a decision; `critical` acts by itself, so the short window and three of the last five rounds have
 * to say it too.
 * @param rounds those of the long window, oldest first.
 */
export function assess(rounds: readonly Sample[]): Assessment {
  const routes = new Set(rounds.flatMap((sample) => sample.routes.map(({ route }) => route)));
  const judged = [...routes].map((route) => judgeRoute(route, rounds));
  const known = judged.flatMap(({ severity }) => (severity === "unknown" ? [] : [severity]));
  const worst = gravest(known);
  const isUnknown = worst === "low" && known.length < Math.max(judged.length, 1);
  return {
    severity: isUnknown ? "unknown" : worst,
    reasons: judged.flatMap(({ reason }) => reason ?? []),
    criticalRoutes: judged.flatMap((each) => (each.severity === "critical" ? each.route : [])),
  };
}

type Figures = Omit<RouteFigures, "route">;

interface RouteAssessment {
  readonly route: string;
  readonly severity: Severity | "unknown";
  readonly reason?: string;
}

function judgeRoute(route: string, rounds: readonly Sample[]): RouteAssessment {
  const own = rounds.flatMap((sample) => sample.routes.filter((each) => each.route === route));
  const long = sum(own);
  if (long.requests < minRequests) return { route, severity: "unknown" };
  const severity = confirmed(severityOfFigures(long), own);
  if (severity === "low") return { route, severity };
  return { route, severity, reason: `${route}: ${describeFigures(long)}` };
}

/** The severity of the long window, or the one below that has what it needs. */
function confirmed(severity: Severity, own: readonly Figures[]): Severity {
  if (severity === "critical" && isLasting(own)) return "critical";
  if (severity !== "critical" && severity !== "high") return severity;
  return countBad(own, "high") >= badRounds ? "high" : "medium";
}

function isLasting(own: readonly Figures[]): boolean {
  const short = severityOfFigures(sum(own.slice(-shortWindowRounds)));
  return short === "critical" && countBad(own.slice(-judgedRounds), "critical") >= badRounds;
}

function countBad(rounds: readonly Figures[], severity: Severity): number {
  return rounds.filter((round) => gravest([ownSeverity(round), severity]) === ownSeverity(round))
    .length;
}

/** Errors that may be chance do not count. */
function severityOfFigures({ requests, errors, timesMs }: Figures): Severity {
  const counted = errors > allowedErrors(requests) ? errors : 0;
  return severityOf(counted / requests, percentile(timesMs, 0.95));
}

/** A round alone has too few answers to leave anything to chance. */
function ownSeverity({ requests, errors, timesMs }: Figures): Severity {
  return requests === 0 ? "low" : severityOf(errors / requests, percentile(timesMs, 0.95));
}

function sum(rounds: readonly Figures[]): Figures {
  return {
    requests: rounds.reduce((total, { requests }) => total + requests, 0),
    errors: rounds.reduce((total, { errors }) => total + errors, 0),
    timesMs: rounds.flatMap(({ timesMs }) => timesMs),
    example: rounds.findLast(({ example }) => example !== undefined)?.example,
  };
}

/** `3 of 21 answers failed (status 500, expected 200), p95 40 ms`, or `21 good answers, p95 2500 ms` */
export function describeFigures({ requests, errors, timesMs, example }: Figures): string {
  const such = example === undefined ? "" : ` (${example})`;
  const p95Ms = percentile(timesMs, 0.95);
  const time = p95Ms === undefined ? "" : `, p95 ${Math.round(p95Ms)} ms`;
  if (errors === 0) return `${requests} good answers${time}`;
  return `${errors} of ${requests} answers failed${such}${time}`;
}
