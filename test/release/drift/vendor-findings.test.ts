import { expect, test } from "vitest";
import { cloudflareStrangers } from "../../../release/drift/cloudflare-inventory.ts";
import { reviewersChange } from "../../../release/drift/github-delivery.ts";
import { merged } from "../../../release/drift/merge.ts";
import { memberFindings } from "../../../release/drift/slack-channels.ts";
import { cronFinding } from "../../../release/drift/worker-crons.ts";
import { contentChanges, trafficFindings } from "../../../release/drift/worker-traffic.ts";
import type { CloudflareApi } from "../../../release/rollout/cloudflare-api.ts";
import { declare, resource, types } from "./resources.ts";

const deployment = resource({
  type: types.deployment,
  name: "deployment",
  inputs: {
    accountId: "a",
    scriptName: "api",
    versions: [{ versionId: "declared", percentage: 100 }],
    annotations: { workersMessage: "Release 1" },
  },
});

/** Answers by the end of the path; everything else is an empty list. */
function apiWith(answers: Record<string, unknown>): CloudflareApi {
  return async (_, path) => {
    const known = Object.keys(answers).find((end) => path.split("?")[0]?.endsWith(end));
    return known === undefined ? [] : answers[known];
  };
}

function live(...versions: { version_id: string; percentage: number }[]) {
  const annotations = { "workers/triggered_by": "secret" };
  return { deployments: [{ created_on: "2026-11-21T12:00:00Z", versions, annotations }] };
}

const content = (level: string) => ({
  resources: {
    bindings: [
      { name: "LOG_LEVEL", type: "plain_text", text: level },
      { name: "KEY", type: "secret_text" },
    ],
    script: { etag: "e" },
  },
});

test("traffic that is as declared is no finding", async () => {
  const api = apiWith({ "/deployments": live({ version_id: "declared", percentage: 100 }) });
  expect(await trafficFindings(api, declare([deployment]))).toEqual([]);
});

test("another version's share is found, with what that version has changed", async () => {
  const api = apiWith({
    "/deployments": live(
      { version_id: "declared", percentage: 90 },
      { version_id: "foreign1", percentage: 10 },
    ),
    "/versions/declared": content("info"),
    "/versions/foreign1": content("debug"),
  });
  const [finding] = await trafficFindings(api, declare([deployment]));
  expect(finding).toMatchObject({
    changes: [
      { path: "versions", declared: "declared 100 %", found: "declared 90 %, foreign1 10 %" },
      { path: "bindings.LOG_LEVEL" },
    ],
    remedies: [{ kind: "rollout", versionId: "declared", message: "Release 1" }],
  });
  expect(finding?.note).toContain("a change of a secret");
});

test("a binding that is gone is told without a value", () => {
  const found = { bindings: {}, code: "", runtime: undefined };
  const declared = { ...found, bindings: { KEY: { type: "secret_text" } } };
  expect(contentChanges(declared, found)).toEqual([
    { path: "bindings.KEY", declared: { type: "secret_text" }, found: undefined },
  ]);
});

test.each([
  { declared: ["a", "b"], found: ["b", "a"], count: 0 },
  { declared: ["a"], found: [], count: 1 },
  { declared: [], found: ["a"], count: 1 },
])("cron triggers $declared, found $found: $count findings", ({ declared, found, count }) => {
  const crons = (list: readonly string[]) => list.map((cron) => ({ cron }));
  const trigger = resource({ type: "cloudflare:index/workersCronTrigger:WorkersCronTrigger" });
  expect(cronFinding("staging", trigger, crons(declared), crons(found))).toHaveLength(count);
});

test.each([
  { declared: [{ users: [1, 2] }], found: [2, 1], count: 0 },
  { declared: [], found: [], count: 0 },
  { declared: [{ users: [1] }], found: [], count: 1 },
])("reviewers $declared, found $found: $count changes", ({ declared, found, count }) => {
  const reviewers = found.map((id) => ({ reviewer: { id } }));
  const rules = found.length === 0 ? [] : [{ type: "required_reviewers", reviewers }];
  expect(reviewersChange({ inputs: { reviewers: declared } }, rules)).toHaveLength(count);
});

test("people may join a channel, but nobody on call may be missing", () => {
  const channel = resource({
    type: "slack:index/conversation:Conversation",
    inputs: { permanentMembers: ["U1", "U2"] },
  });
  expect(memberFindings("staging", channel, ["U1", "U2", "U3"])).toEqual([]);
  expect(memberFindings("staging", channel, ["U2", "U3"])).toMatchObject([
    { remedies: [{ call: { body: { users: "U1" } } }] },
  ]);
});

const worker = resource({
  type: types.worker,
  id: "own-id",
  inputs: { accountId: "a", name: "collective-vision-staging" },
});
const route = resource({
  type: types.route,
  id: "own-route",
  inputs: { zoneId: "z", pattern: "staging.example.com/*", script: "collective-vision-staging" },
});

test("names of ours that nobody declared are unmanaged, others are nobody's business", async () => {
  const api = apiWith({
    "/workers/workers": [
      { id: "own-id", name: "collective-vision-staging" },
      { id: "1", name: "collective-vision-staging-copy" },
      { id: "2", name: "collective-vision-production" },
      { id: "3", name: "blog-staging" },
    ],
  });
  const found = await cloudflareStrangers(api, declare([worker]));
  expect(found).toMatchObject([
    { verdict: "unmanaged", kind: "Worker", object: "collective-vision-staging-copy" },
  ]);
  expect(found[0]?.remedies).toMatchObject([{ kind: "by-hand" }]);
});

test("a route of another stack is not reported twice", async () => {
  const theirs = {
    id: "their-route",
    pattern: "example.com/*",
    script: "collective-vision-staging",
  };
  const elsewhere = resource({
    type: types.route,
    id: "their-route",
    inputs: { zoneId: "z", pattern: "example.com/*" },
  });
  const api = apiWith({ "/workers/routes": [theirs] });
  const alone = declare([worker, route]);
  const together = declare([worker, route], [elsewhere]);
  expect(await cloudflareStrangers(api, alone)).toMatchObject([{ object: "example.com/*" }]);
  expect(await cloudflareStrangers(api, together)).toEqual([]);
});

test("what two sources found of an object is one finding, each field and remedy once", () => {
  const remedy = { kind: "replace", urn: "u" } as const;
  const part = { stack: "staging", verdict: "changed", object: "o", kind: "K", urn: "u" } as const;
  const change = (path: string) => ({ path, declared: 1, found: 2 });
  const [joined, ...rest] = merged([
    { ...part, changes: [change("a")], remedies: [remedy] },
    { ...part, changes: [change("a"), change("b")], remedies: [remedy] },
  ]);
  expect(rest).toEqual([]);
  expect(joined).toMatchObject({ changes: [{ path: "a" }, { path: "b" }], remedies: [remedy] });
});
