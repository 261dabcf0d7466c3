import { expect, test } from "vitest";
import { duration } from "../../cli/output.ts";

test.each([
  [0, "0.0 s"],
  [440, "0.4 s"],
  [9949, "9.9 s"],
  [9950, "10 s"],
  [59_400, "59 s"],
  [59_600, "1 min"],
  [119_700, "2 min"],
  [125_000, "2 min 5 s"],
  [30 * 60_000, "30 min"],
  [3_599_600, "1 h"],
  [5_430_000, "1 h 30 min"],
  [24 * 3_600_000, "24 h"],
])("%d ms are %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
