import { styleText } from "node:util";
import { describeFigures } from "../release/watch/assessment.ts";
import type { WatchEnd } from "../release/watch/decision.ts";
import { whatToDo } from "../release/watch/messages.ts";
import type { Sample } from "../release/watch/metrics-source.ts";
import type { RoundReport, WatchObserver, WatchOutcome } from "../release/watch/run.ts";
import { ExitCode } from "./exit-codes.ts";
import { duration, type Output } from "./output.ts";

type Severity = RoundReport["assessment"]["severity"];

const colors: Record<Severity, "green" | "yellow" | "red" | "dim"> = {
  unknown: "dim",
  low: "green",
  medium: "yellow",
  high: "yellow",
  critical: "red",
};

/** So often a line is written although nothing has changed: each minute of the close watch. */
const quietRounds = 6;

/** Shows a watch as it goes on: what changes at once, the rest now and then. */
export function watchObserver(output: Output): WatchObserver {
  let shown = "";
  let quiet = 0;
  return {
    round(report) {
      const { assessment, blindness } = report;
      const state = blindness === undefined ? assessment.severity : "blind";
      quiet = state === shown ? quiet + 1 : 0;
      if (quiet % quietRounds !== 0) return;
      shown = state;
      for (const line of describeRound(report)) output.line(line);
    },
    note: (text) => output.line(`  ${text}`),
  };
}

function describeRound({ elapsedMs, assessment, sample, blindness }: RoundReport): string[] {
  const time = duration(elapsedMs).padEnd(12);
  if (sample === undefined) {
    return [`  ${time}${styleText("yellow", "blind".padEnd(10))}${blindness ?? ""}`];
  }
  const severity = styleText(colors[assessment.severity], assessment.severity.padEnd(10));
  return [
    `  ${time}${severity}${describeSample(sample)}`,
    ...assessment.reasons.map((reason) => `  ${" ".repeat(22)}${reason}`),
  ];
}

function describeSample({ routes }: Sample): string {
  return describeFigures({
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    errors: routes.reduce((sum, { errors }) => sum + errors, 0),
    timesMs: routes.flatMap(({ timesMs }) => timesMs),
  });
}

/** How a watch ended, what is not known, and what is to be done. */
export function describeOutcome(
  { end, elapsedMs, rollback, background }: WatchOutcome,
  stack: string,
  service: string,
): string[] {
  const unknown = Object.entries(background)
    .filter(([, state]) => state === "unknown")
    .map(([name]) => workNames[name as keyof typeof background]);
  const isStuck = end.kind === "roll-back" && rollback?.status === "failed";
  const ending = isStuck
    ? "it is critical, and going back failed: see above."
    : describeEnd(end, stack, service);
  return [
    `${service}: ${ending} ${styleText("dim", duration(elapsedMs))}`,
    ...(unknown.length > 0 ? [`  Not seen by probes: ${unknown.join(", ")}.`] : []),
  ];
}

const workNames: Record<keyof WatchOutcome["background"], string> = {
  requestVolume: "the volume of requests",
  scheduledTasks: "scheduled tasks",
  webhooks: "webhooks",
};

function describeEnd(end: WatchEnd, stack: string, service: string): string {
  switch (end.kind) {
    case "finished":
      return `the time is up, severity ${end.assessment.severity}.`;
    case "roll-back":
      return "it was critical and went back.";
    case "critical":
      return `it is critical. ${whatToDo("critical", stack, service)}`;
    case "undecided":
      return `somebody has to decide. ${whatToDo("high", stack, service)}`;
    case "blind":
      return `the time is up, and nothing could be seen: ${end.message} Nothing was changed.`;
    case "superseded":
      return `version ${end.versions.join(" and ")} answers, not the watched one. Nothing was changed.`;
    case "interrupted":
      return "the watch was interrupted. Nothing was changed: the release goes on serving.";
  }
}

/** 0 where a service is well, 1 where it was critical, 2 where somebody should look. */
export function exitCodeOf({ end }: WatchOutcome): ExitCode {
  if (end.kind === "roll-back" || end.kind === "critical") return ExitCode.failed;
  if (end.kind !== "finished") return ExitCode.warnings;
  const { severity } = end.assessment;
  if (severity === "critical") return ExitCode.failed;
  return severity === "low" ? ExitCode.ok : ExitCode.warnings;
}

/** Of several services, the worst one decides. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(ExitCode.failed)) return ExitCode.failed;
  return codes.includes(ExitCode.warnings) ? ExitCode.warnings : ExitCode.ok;
}
