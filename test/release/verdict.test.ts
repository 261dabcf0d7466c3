import { expect, test } from "vitest";
import { allowedErrors, judge, type Measurement } from "../../release/rollout/verdict.ts";

function measured(changes: Partial<Measurement> = {}): Measurement {
  return { route: "/", requests: 20, errors: 0, p95Ms: 20, p99Ms: 30, ...changes };
}

test.each([
  [1, 1],
  [20, 1],
  [64, 1],
  [65, 2],
  [200, 2],
  [500, 3],
  [1000, 5],
  [700_000, 777],
  [1_000_000, 1092],
])("of %i answers, %i may fail", (requests, allowed) => {
  expect(allowedErrors(requests)).toBe(allowed);
});

test.each<[string, Partial<Measurement>, Partial<Measurement>, string]>([
  ["enough answers without an error", {}, {}, "successful"],
  ["19 answers", { requests: 19 }, {}, "inconclusive"],
  ["one error", { errors: 1 }, {}, "inconclusive"],
  ["two errors among few", { requests: 2, errors: 2 }, {}, "failed"],
  ["two errors among 200", { requests: 200, errors: 2 }, {}, "successful"],
  ["three errors among 200", { requests: 200, errors: 3 }, {}, "failed"],
  ["errors of both versions", { errors: 20 }, { errors: 20 }, "inconclusive"],
  ["as many errors as an ill old version", { errors: 3 }, { errors: 1 }, "inconclusive"],
  ["many more errors than an ill old version", { errors: 20 }, { errors: 1 }, "failed"],
  [
    "errors alone, beside an old version that is ill by its slowness",
    { errors: 3 },
    { p95Ms: 1001 },
    "failed",
  ],
  [
    "twice the errors of an ill old version",
    { requests: 200, errors: 24 },
    { requests: 200, errors: 12 },
    "inconclusive",
  ],
  [
    "far more than twice the errors of an ill old version",
    { requests: 200, errors: 80 },
    { requests: 200, errors: 12 },
    "failed",
  ],
  [
    "errors and a nearly healthy old version",
    { errors: 20 },
    { requests: 21, errors: 1 },
    "failed",
  ],
  ["a second", { p95Ms: 1000 }, { p95Ms: 999 }, "successful"],
  ["more than a second", { p95Ms: 1001 }, {}, "failed"],
  ["more than a second of both", { p95Ms: 1001 }, { p95Ms: 1001 }, "inconclusive"],
  ["1.2 times as long", { requests: 200, p95Ms: 480 }, { p95Ms: 400 }, "successful"],
  ["longer than that", { requests: 200, p95Ms: 481 }, { p95Ms: 400 }, "failed"],
  ["longer than that, by few answers", { p95Ms: 481 }, { p95Ms: 400 }, "inconclusive"],
  ["50 ms more of little", { requests: 200, p95Ms: 60 }, { p95Ms: 10 }, "successful"],
  ["more than 50 ms more", { requests: 200, p95Ms: 61 }, { p95Ms: 10 }, "failed"],
  ["a tail of two seconds", { requests: 200, p99Ms: 2000 }, { p99Ms: 1999 }, "successful"],
  ["a tail of more", { requests: 200, p99Ms: 2001 }, {}, "failed"],
  ["a tail of more, by 199 answers", { requests: 199, p99Ms: 2001 }, {}, "successful"],
  [
    "a tail of more of both",
    { requests: 200, p99Ms: 2001 },
    { requests: 200, p99Ms: 2001 },
    "inconclusive",
  ],
  [
    "a tail 1.2 times as long",
    { requests: 500, p99Ms: 960 },
    { requests: 500, p99Ms: 800 },
    "successful",
  ],
  ["a longer tail", { requests: 500, p99Ms: 961 }, { requests: 500, p99Ms: 800 }, "failed"],
  [
    "a longer tail, by 200 answers",
    { requests: 200, p99Ms: 961 },
    { requests: 200, p99Ms: 800 },
    "inconclusive",
  ],
  [
    "a longer tail, by 199 answers",
    { requests: 199, p99Ms: 961 },
    { requests: 199, p99Ms: 800 },
    "successful",
  ],
  [
    "a tail 100 ms longer than little",
    { requests: 500, p99Ms: 110 },
    { requests: 500, p99Ms: 10 },
    "successful",
  ],
])("%s: the verdict", (_case, canary, baseline, kind) => {
  expect(judge([measured(canary)], [measured(baseline)]).kind).toBe(kind);
});

test("one bad route among good ones fails the version and is named", () => {
  const canary = [measured(), measured({ route: "/widget.js", errors: 20 })];
  expect(judge(canary, [measured(), measured({ route: "/widget.js" })])).toEqual({
    kind: "failed",
    reasons: ["/widget.js: 20 of 20 answers failed, 1 allowed."],
  });
});

test("nothing measured is inconclusive", () => {
  expect(judge([], []).kind).toBe("inconclusive");
});
