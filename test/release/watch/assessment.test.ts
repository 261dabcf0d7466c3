import { expect, test } from "vitest";
import { assess } from "../../../release/watch/assessment.ts";
import type { Sample } from "../../../release/watch/metrics-source.ts";
import { bad, good, round, slow, times } from "./rounds.ts";

// Proves what a window of rounds says. Rounds have 7 answers per route, as probes give them.

const oneError = round({ errors: 1 });
const noErrors = times(29, good);

test.each<[string, readonly Sample[], string]>([
  ["nothing yet", [], "unknown"],
  ["14 answers", times(2, bad), "unknown"],
  ["19 answers", [round({ requests: 19, errors: 19 })], "unknown"],
  ["good rounds", times(3, good), "low"],
  ["three bad rounds at the beginning", times(3, bad), "critical"],
  ["three slow rounds at the beginning", times(3, slow), "critical"],
  ["three bad rounds after good ones", [...noErrors.slice(3), ...times(3, bad)], "critical"],
  ["two bad rounds after good ones", [...noErrors.slice(2), ...times(2, bad)], "medium"],
  [
    "three bad rounds of the last five",
    [...times(25, good), bad, good, bad, good, bad],
    "critical",
  ],
  [
    "three bad rounds of the last six",
    [...times(24, good), bad, good, good, bad, good, bad],
    "high",
  ],
  ["bad rounds that are over", [...times(5, bad), ...times(6, good)], "high"],
  ["one error of 210, which is chance", [...noErrors, oneError], "low"],
  ["two errors of 210, which is chance", [...times(28, good), ...times(2, oneError)], "low"],
  ["three errors of 210", [...times(27, good), ...times(3, oneError)], "medium"],
  ["five errors of 210", [...times(25, good), ...times(5, oneError)], "high"],
])("%s", (_case, rounds, severity) => {
  expect(assess(rounds).severity).toBe(severity);
});

test("one bad route among good ones is critical and named", () => {
  const mixed = round({}, { route: "/widget.js", errors: 7, example: "status 500, expected 200" });
  expect(assess(times(3, mixed))).toEqual({
    severity: "critical",
    reasons: ["/widget.js: 21 of 21 answers failed (status 500, expected 200), p95 20 ms"],
    criticalRoutes: ["/widget.js"],
  });
});

test("a route with too few answers keeps the rest from being low, not from being critical", () => {
  const few = { route: "/few", requests: 1 };
  expect(assess(times(3, round({}, few))).severity).toBe("unknown");
  expect(assess(times(3, round({ errors: 7 }, few))).severity).toBe("critical");
});

test("a source that counts many requests sees a low rate", () => {
  const busy = round({ requests: 1000, errors: 30, timesMs: [20] });
  expect(assess(times(2, busy)).severity).toBe("medium");
  expect(assess(times(3, busy)).severity).toBe("high");
});
