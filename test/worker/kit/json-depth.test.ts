import { expect, test } from "vitest";
import { exceedsJsonDepth } from "../../../worker/kit/json-depth.ts";

test.each([
  ["[[]]", 2, false],
  ["[[[]]]", 2, true],
  ['{"a":{"b":1}}', 2, false],
  ['{"a":{"b":[1]}}', 2, true],
  ["[[],[],[]]", 2, false],
  ['["[[[[{{{{"]', 1, false],
  ['["\\"[[[["]', 1, false],
  ['["\\\\",[]]', 1, true],
  ['"text"', 0, false],
])("%s nests deeper than %d: %s", (text, maxDepth, expected) => {
  expect(exceedsJsonDepth(text, maxDepth)).toBe(expected);
});

test("a million brackets are refused without a stack overflow", () => {
  expect(exceedsJsonDepth("[".repeat(1_000_000), 20)).toBe(true);
});
