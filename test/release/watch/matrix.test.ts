import { expect, test } from "vitest";
import { gravest, type Severity, severityOf } from "../../../release/watch/matrix.ts";

// Proves the decision matrix at both sides of each of its limits.

test.each<[number, Severity]>([
  [0, "low"],
  [0.0099, "low"],
  [0.01, "medium"],
  [0.0199, "medium"],
  [0.02, "high"],
  [0.05, "high"],
  [0.0501, "critical"],
  [1, "critical"],
])("an error rate of %d is %s", (errorRate, severity) => {
  expect(severityOf(errorRate, 0)).toBe(severity);
});

test.each<[number | undefined, Severity]>([
  [undefined, "low"],
  [499, "low"],
  [500, "medium"],
  [999, "medium"],
  [1000, "high"],
  [2000, "high"],
  [2001, "critical"],
])("a p95 of %d ms is %s", (p95Ms, severity) => {
  expect(severityOf(0, p95Ms)).toBe(severity);
});

test("the graver of both figures counts", () => {
  expect(severityOf(0.01, 1000)).toBe("high");
  expect(severityOf(0.06, 10)).toBe("critical");
});

test("the gravest of several is found, and of none it is low", () => {
  expect(gravest(["medium", "high", "low"])).toBe("high");
  expect(gravest([])).toBe("low");
});
