import { expect, test } from "vitest";
import { type OpenAlert, planAlerts } from "../../../release/drift/alerts.ts";
import type { Finding } from "../../../release/drift/finding.ts";

const context = { correlationId: "run-1", service: "api" };

function finding(part: Partial<Finding> = {}): Finding {
  return {
    stack: "staging",
    verdict: "changed",
    object: "route",
    kind: "WorkersRoute",
    changes: [{ path: "script", declared: "ours", found: "theirs" }],
    remedies: [],
    ...part,
  };
}

function plan(findings: readonly Finding[], open: readonly OpenAlert[] = []) {
  return planAlerts({ stack: "staging", isUnreadable: false, inSync: [], findings }, open, context);
}

test("a finding is told once, and calls the system's people", () => {
  const first = plan([finding()]);
  expect(first.messages).toMatchObject([
    {
      kind: "drift",
      title: "WorkersRoute route is changed",
      page: { action: "trigger", service: "api", dedupKey: "staging/WorkersRoute/route" },
    },
  ]);
  expect(plan([finding()], first.opened)).toEqual({ messages: [], opened: [], closed: [] });
});

test("something else at the same object is told under the same key", () => {
  const { opened } = plan([finding()]);
  const second = plan([finding({ verdict: "missing", changes: [] })], opened);
  expect(second.messages).toMatchObject([
    {
      title: "WorkersRoute route is missing, and differs from before",
      page: { dedupKey: "staging/WorkersRoute/route" },
    },
  ]);
  expect(second.opened).toHaveLength(1);
});

test("an object in sync again clears its alert", () => {
  const { opened } = plan([finding()]);
  expect(plan([], opened)).toMatchObject({
    messages: [{ title: "WorkersRoute route is in sync again", page: { action: "resolve" } }],
    closed: ["staging/WorkersRoute/route"],
  });
});

test("nothing is cleared by a run that could not read everything", () => {
  const { opened } = plan([finding()]);
  const blind = finding({ verdict: "cannot-tell", object: "traffic", kind: "check", changes: [] });
  expect(plan([blind], opened).closed).toEqual([]);
});

test.each(["unmanaged", "cannot-tell"] as const)("nobody is called for %s", (verdict) => {
  const { messages, opened } = plan([finding({ verdict, changes: [] })]);
  expect(messages[0]).not.toHaveProperty("page");
  expect(plan([], opened).messages[0]).not.toHaveProperty("page");
});
