import { stripVTControlCharacters } from "node:util";
import { expect, test, vi } from "vitest";
import { Output } from "../../cli/output.ts";
import {
  describeOutcome,
  exitCodeOf,
  watchObserver,
  worstExitCode,
} from "../../cli/render-watch.ts";
import type { RunResult } from "../../release/run-result.ts";
import type { Assessment } from "../../release/watch/assessment.ts";
import type { WatchEnd } from "../../release/watch/decision.ts";
import type { WatchOutcome } from "../../release/watch/run.ts";

// Proves what a watch writes into a log and which code it ends with.

const unknownWork = {
  requestVolume: "unknown",
  scheduledTasks: "ran",
  webhooks: "unknown",
} as const;

function outcome(end: WatchEnd): WatchOutcome {
  return { end, elapsedMs: 65_000, rounds: 7, background: unknownWork };
}

function assessed(severity: Assessment["severity"], reasons: string[] = []): Assessment {
  return { severity, reasons, criticalRoutes: [] };
}

const reasons = ["/: 21 good answers, p95 2500 ms"];

test.each<[WatchEnd, number]>([
  [{ kind: "finished", assessment: assessed("low") }, 0],
  [{ kind: "finished", assessment: assessed("unknown") }, 2],
  [{ kind: "finished", assessment: assessed("medium") }, 2],
  [{ kind: "finished", assessment: assessed("high") }, 2],
  [{ kind: "finished", assessment: assessed("critical") }, 1],
  [{ kind: "roll-back", reasons }, 1],
  [{ kind: "critical", reasons }, 1],
  [{ kind: "undecided", reasons }, 2],
  [{ kind: "blind", message: "no connection" }, 2],
  [{ kind: "superseded", versions: ["v3"] }, 2],
  [{ kind: "interrupted" }, 2],
])("%o ends with %i", (end, code) => {
  expect(exitCodeOf(outcome(end))).toBe(code);
});

test("of several services the worst one decides", () => {
  expect(worstExitCode([0, 2, 1])).toBe(1);
  expect(worstExitCode([0, 2])).toBe(2);
  expect(worstExitCode([])).toBe(0);
});

test("who has to decide is told what to type, and what nobody saw", () => {
  const lines = describeOutcome(outcome({ kind: "undecided", reasons }), "staging", "api");
  expect(lines.map(stripVTControlCharacters)).toEqual([
    "api: somebody has to decide. Roll back or fix forward, within 15 minutes: npx slipway rollback staging --service api --confirm ROLLBACK 1 min 5 s",
    "  Not seen by probes: the volume of requests, webhooks.",
  ]);
});

test.each<[RunResult["status"], string]>([
  ["succeeded", "it was critical and went back."],
  ["warnings", "it was critical and went back."],
  ["failed", "it is critical, and going back failed: see above."],
])("of a rollback that %s it is said: %s", (status, ending) => {
  const rollback: RunResult = { correlationId: "run-1", status, steps: [] };
  const ended = { ...outcome({ kind: "roll-back", reasons }), rollback };
  expect(describeOutcome(ended, "staging", "api")[0]).toContain(ending);
});

test("a line is written when something changes, and each sixth round", () => {
  const lines: string[] = [];
  const output = new Output({ json: false });
  vi.spyOn(output, "line").mockImplementation((text = "") => {
    lines.push(stripVTControlCharacters(text));
  });
  const observer = watchObserver(output);
  const sample = {
    routes: [{ route: "/", requests: 7, errors: 0, timesMs: [20] }],
    foreignVersions: [],
  };
  const round = (seconds: number, assessment: Assessment) =>
    observer.round({ elapsedMs: seconds * 1000, assessment, sample });
  for (let seconds = 10; seconds <= 80; seconds += 10) round(seconds, assessed("low"));
  round(90, assessed("critical", reasons));
  observer.round({
    elapsedMs: 100_000,
    assessment: assessed("critical"),
    sample: undefined,
    blindness: "No probe reached the service.",
  });
  expect(lines).toEqual([
    "  10 s        low       7 good answers, p95 20 ms",
    "  1 min 10 s  low       7 good answers, p95 20 ms",
    "  1 min 30 s  critical  7 good answers, p95 20 ms",
    "                        /: 21 good answers, p95 2500 ms",
    "  1 min 40 s  blind     No probe reached the service.",
  ]);
});
