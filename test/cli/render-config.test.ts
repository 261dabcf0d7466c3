import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { describeConfigCheck, describeConfigDiff } from "../../cli/render-config.ts";
import type { ConfigDifference } from "../../infra/config-check/differences.ts";
import type { ConfigFinding } from "../../infra/config-check/finding.ts";

// Proves what people are shown of a check and of a comparison.

function finding(change: Partial<ConfigFinding>): ConfigFinding {
  return {
    stacks: ["staging"],
    kind: "problem",
    key: "slipway:zone",
    message: "slipway:zone is wrong.",
    hint: "Set it.",
    ...change,
  };
}

const shown = (lines: readonly string[]) => stripVTControlCharacters(lines.join("\n"));

test("a check tells of every stack, problems first, then of stacks together", () => {
  const findings = [
    finding({ kind: "unknown", message: "A secret cannot be read.", hint: "Log in." }),
    finding({ kind: "unknown", message: "Another cannot be read.", hint: "Log in." }),
    finding({}),
    finding({ stacks: ["staging", "production"], kind: "warning", message: "They differ." }),
  ];
  expect(shown(describeConfigCheck(["production", "staging"], findings))).toMatchInlineSnapshot(`
    "production: no problem
    staging: 1 problem, 2 values that cannot be read
      ✗ slipway:zone is wrong.
        Set it.
      ? A secret cannot be read.
        Log in.
      ? Another cannot be read.
        Log in.
    staging and production: 1 warning
      ! They differ.
        Set it."
  `);
});

function difference(change: Partial<ConfigDifference>): ConfigDifference {
  return {
    key: "slipway:zone",
    isSecret: false,
    values: ['"a.dev"', '"b.dev"'],
    relation: "different",
    verdict: "unreviewed",
    ...change,
  };
}

test("a comparison tells both values, and why they differ or that nobody knows", () => {
  const secret = { key: "slipway:stripeSecretKey", isSecret: true, why: "one is for tests" };
  const differences = [
    difference({}),
    difference({ key: "slipway:channelSuffix", verdict: "reviewed", why: "each has its own" }),
    difference({ ...secret, values: ["set", "set"], verdict: "reviewed" }),
    difference({ ...secret, values: ["set", "set"], relation: "same" }),
    difference({
      ...secret,
      values: ["set", "set, cannot be read"],
      relation: "unknown",
      verdict: "unknown",
    }),
  ];
  expect(shown(describeConfigDiff(["staging", "production"], differences))).toMatchInlineSnapshot(`
    "slipway:zone
      staging     "a.dev"
      production  "b.dev"
      ✗ nobody has reviewed that they differ
    slipway:channelSuffix
      staging     "a.dev"
      production  "b.dev"
      ✓ each has its own
    slipway:stripeSecretKey
      staging     set
      production  set
      ✓ different: one is for tests
    slipway:stripeSecretKey
      staging     set
      production  set
      ✗ same: must differ, one is for tests
    slipway:stripeSecretKey
      staging     set
      production  set, cannot be read
      ? cannot tell whether they differ
    5 values shown, 3 to look at"
  `);
});
