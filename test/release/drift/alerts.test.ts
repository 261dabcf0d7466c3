import { expect, test } from "vitest";
import { type OpenAlert, planAlerts } from "../../../release/drift/alerts.ts";
import type { Finding } from "../../../release/drift/finding.ts";
import type { Service } from "../../../release/service.ts";

const context = {
  correlationId: "run-1",
  services: { api: serviceOf("api-staging"), "big-blog": serviceOf("blog-staging") },
};

function serviceOf(scriptName: string): Service {
  const hostname = `${scriptName}.example.com`;
  const worker = { accountId: "a", scriptName, hostname, checks: [] };
  return { url: `https://${hostname}`, workers: [worker], smokeTests: [] };
}

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
      pages: [{ action: "trigger", service: "api", dedupKey: "staging/WorkersRoute/route" }],
    },
  ]);
  expect(plan([finding()], first.opened)).toEqual({ messages: [], opened: [], closed: [] });
});

test.each([
  ["below a system's component", { urn: urnBelow("BigBlog") }, "big-blog"],
  ["that is a system's Worker", { object: "blog-staging" }, "big-blog"],
  ["below another component of that name", { urn: urnBelow("BigBlogArchive") }, "api"],
  ["of the whole stack", { urn: "urn:pulumi:staging::slipway::github:index:Label::bug" }, "api"],
])(
  "an object %s calls the people of its system, who are called off as well",
  (_case, part, service) => {
    const { messages, opened } = plan([finding(part)]);
    expect(messages).toMatchObject([{ pages: [{ action: "trigger", service }] }]);
    expect(plan([], opened).messages).toMatchObject([{ pages: [{ action: "resolve", service }] }]);
  },
);

function urnBelow(component: string): string {
  return `urn:pulumi:staging::slipway::slipway:systems:${component}$cloudflare:index/queue:Queue::q`;
}

test("something else at the same object is told under the same key", () => {
  const { opened } = plan([finding()]);
  const second = plan([finding({ verdict: "missing", changes: [] })], opened);
  expect(second.messages).toMatchObject([
    {
      title: "WorkersRoute route is missing, and differs from before",
      pages: [{ dedupKey: "staging/WorkersRoute/route" }],
    },
  ]);
  expect(second.opened).toHaveLength(1);
});

test("an object in sync again clears its alert", () => {
  const { opened } = plan([finding()]);
  expect(plan([], opened)).toMatchObject({
    messages: [{ title: "WorkersRoute route is in sync again", pages: [{ action: "resolve" }] }],
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
  expect(messages[0]?.pages).toEqual([]);
  expect(plan([], opened).messages[0]?.pages).toEqual([]);
});
