import { expect, test } from "vitest";
import {
  describeException,
  enforce,
  type PolicyFacts,
  type PolicyRequest,
  releasePolicy,
} from "../../../release/preflight/policy.ts";
import { ReleaseError } from "../../../release/release-error.ts";

// Proves which deployments may begin, what an exception needs, and that each refusal names the way out.

const open = new Date("2026-11-24T11:00:00Z");
const closed = new Date("2026-11-27T15:00:00Z");
const promoted = { from: "staging", running: "abc1234-20261120100000" };
const reason = "checkout is down for everybody";

function facts(change: Partial<PolicyFacts> = {}): PolicyFacts {
  return {
    stack: "production",
    at: open,
    actor: "ada",
    deployWindow: {
      days: ["tue", "wed", "thu"],
      from: "10:00",
      to: "16:00",
      timeZone: "Europe/Lisbon",
      holidays: [],
    },
    promotion: { ...promoted, release: promoted.running },
    ...change,
  };
}

function request(change: Partial<PolicyRequest> = {}): PolicyRequest {
  return { isEmergency: false, isWindowOverridden: false, ...change };
}

const emergency = request({ isEmergency: true, approver: "chen-wei", reason });
const override = request({ isWindowOverridden: true, reason });
const notInStaging = { promotion: { ...promoted, release: "fff0000-20261121100000" } };

test.each<[string, PolicyFacts, PolicyRequest, string[]]>([
  ["in the window, of a release that staging runs", facts(), request(), []],
  ["outside the window", facts({ at: closed }), request(), ["window-closed"]],
  ["outside the window, with an override", facts({ at: closed }), override, []],
  ["outside the window, in an emergency", facts({ at: closed }), emergency, []],
  ["of a release that staging does not run", facts(notInStaging), request(), ["not-in-staging"]],
  ["of such a release, with an override", facts(notInStaging), override, ["not-in-staging"]],
  ["of such a release, in an emergency", facts(notInStaging), emergency, []],
  [
    "that breaks both rules",
    facts({ at: closed, ...notInStaging }),
    request(),
    ["window-closed", "not-in-staging"],
  ],
  [
    "while staging has nothing",
    facts({ promotion: { ...promoted, running: undefined, release: "x" } }),
    request(),
    ["not-in-staging"],
  ],
])("a deployment %s is refused by the rules that it breaks", (_title, given, asked, codes) => {
  expect(releasePolicy(given, asked).refusals.map(({ code }) => code)).toEqual(codes);
});

test("a stack that takes its releases from no other needs no staging", () => {
  const { promotion: _none, ...rest } = facts();
  expect(releasePolicy(rest, request()).refusals).toEqual([]);
});

test.each<[string, Partial<PolicyRequest>, string]>([
  ["without an approver", { approver: undefined }, "needs somebody who approves it"],
  ["approved by its own author", { approver: "ADA" }, "ada cannot approve an emergency"],
  ["approved by a name", { approver: "Chen Wei" }, '"Chen Wei" is no GitHub login'],
  ["without a reason", { reason: undefined }, "has 0 characters"],
  ["with a reason of 9 characters", { reason: "  too short " }, "has 9 characters"],
])("an emergency %s is refused", (_title, change, message) => {
  const { refusals, exception } = releasePolicy(facts(), { ...emergency, ...change });
  expect(refusals.map((refusal) => refusal.message)).toEqual([expect.stringContaining(message)]);
  expect(refusals[0]?.code).toBe("exception-refused");
  expect(exception).toBeUndefined();
});

test("a reason of 10 characters is one", () => {
  expect(releasePolicy(facts(), { ...override, reason: "0123456789" }).refusals).toEqual([]);
});

test("an override needs no approver, and none is taken down", () => {
  expect(releasePolicy(facts({ at: closed }), { ...override, approver: "ada" }).exception).toEqual({
    kind: "window-override",
    skipped: ["window"],
    by: "ada",
    reason,
  });
});

test("an emergency is taken down with what it skipped, even where that was nothing", () => {
  const all = releasePolicy(facts({ at: closed, ...notInStaging }), emergency);
  expect(all.exception).toEqual({
    kind: "emergency",
    skipped: ["window", "staging-first"],
    by: "ada",
    approver: "chen-wei",
    reason,
  });
  expect(releasePolicy(facts(), emergency).exception?.skipped).toEqual([]);
});

test("an exception is told in one sentence", () => {
  const { exception } = releasePolicy(facts({ at: closed }), emergency);
  if (exception === undefined) throw new Error("no exception");
  expect(describeException(exception)).toBe(
    "Emergency by ada, approved by chen-wei, skips the deployment window. Reason: checkout is down for everybody",
  );
});

test("a refusal names the next opening and the ways out", () => {
  const decision = releasePolicy(facts({ at: closed, ...notInStaging }), request());
  const [error] = [() => enforce(decision)].map(thrown);
  expect(error).toMatchObject({
    code: "window-closed",
    message: [
      "production is closed. It is Friday 2026-11-27, 15:00 in Europe/Lisbon; deployments begin on Tuesday, Wednesday, Thursday from 10:00 to 16:00.",
      "production takes releases that staging runs: this checkout is fff0000-20261121100000, staging runs abc1234-20261120100000.",
    ].join("\n"),
  });
  expect(error?.hint).toContain("The next opening: Tuesday 2026-12-01, 10:00 to 16:00");
  expect(error?.hint).toContain("slipway deploy staging");
});

test("a deployment that may begin is not held up", () => {
  expect(() => enforce(releasePolicy(facts(), request()))).not.toThrow();
});

function thrown(run: () => void): ReleaseError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof ReleaseError) return error;
  }
  return undefined;
}
