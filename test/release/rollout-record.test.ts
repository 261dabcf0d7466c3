import { expect, test } from "vitest";
import type { Message } from "../../release/notify/notifier.ts";
import {
  openRecord,
  type RecordPorts,
  type RolloutEnd,
  type RolloutSubject,
} from "../../release/record/rollout-record.ts";

// Proves what a rollout leaves with each vendor, and that none of them can fail it. That the vendors
// accept the calls is proved by test/system/release-story.test.ts with the emulated ones.

const subject: RolloutSubject = {
  stack: "staging",
  service: "api",
  worker: {
    accountId: "a",
    scriptName: "api-staging",
    hostname: "api.example.com",
    checks: [],
    auditNamespace: "api-staging-data",
  },
  versionId: "new",
  release: "2222222-20260202000000",
  gitSha: "2".repeat(40),
  repository: "acme/slipway",
};
const script = "/accounts/a/workers/scripts/api-staging";
const namespaces = "/accounts/a/storage/kv/namespaces";
const success: RolloutEnd = { result: "succeeded" };
const failure: RolloutEnd = { result: "failed", reason: "It is broken.", isAsBefore: true };

type Call = [method: string, path: string, body?: unknown];

function deployment(...shares: [string, number][]) {
  return { versions: shares.map(([version_id, percentage]) => ({ version_id, percentage })) };
}

const served = [
  deployment(["new", 100]),
  deployment(["old", 50], ["new", 50]),
  deployment(["old", 100]),
];

function vendors(changes: { deployments?: unknown[]; namespaces?: unknown[] } = {}) {
  const calls: Call[] = [];
  const messages: Message[] = [];
  const lines: string[] = [];
  const answers: Record<string, unknown> = {
    [`${script}/deployments`]: { deployments: changes.deployments ?? served },
    [`${script}/versions?deployable=true&per_page=100`]: {
      items: [
        {
          id: "old",
          number: 1,
          metadata: { created_on: "" },
          annotations: { "workers/tag": "1111111-20260101000000" },
        },
      ],
    },
    [`${namespaces}?per_page=1000`]: changes.namespaces ?? [
      { id: "kv-id", title: "api-staging-data" },
    ],
    "/repos/acme/slipway/deployments": { id: 7 },
    "/repos/acme/slipway/deployments?environment=staging&task=deploy%3Aapi-staging&per_page=30": [
      ...[7, 6, 5, 4, 3].map((id) => ({ id })),
    ],
    "/repos/acme/slipway/deployments/6/statuses?per_page=1": [{ state: "failure" }],
    "/repos/acme/slipway/deployments/5/statuses?per_page=1": [{ state: "success" }],
    "/repos/acme/slipway/deployments/4/statuses?per_page=1": [{ state: "inactive" }],
  };
  const record = async (...call: Call) => {
    calls.push(call);
    return answers[call[1]];
  };
  const ports: RecordPorts = {
    cloudflare: record,
    github: record,
    notifier: {
      send: (message) => void messages.push(message),
      settle: async () => ({ delivered: 1, problems: [] }),
    },
    identity: { correlationId: "run-1", actor: "ada" },
    notes: {},
    redact: (text) => text.replaceAll("hunter22", "[secret]"),
    now: () => new Date("2026-11-21T12:00:00Z"),
    warn: (line) => void lines.push(`warning: ${line}`),
    note: (line) => void lines.push(line),
  };
  const bodiesOf = (path: string) =>
    calls.filter((call) => call[0] !== "GET" && call[1] === path).map((call) => call[2]);
  return { ports, messages, lines, bodiesOf };
}

const auditPath = `${namespaces}/kv-id/values/last_deploy`;
const statusPath = "/repos/acme/slipway/deployments/7/statuses";

test.each([
  ["a good rollout", success, "succeeded", served],
  ["a failed one", failure, "failed", [deployment(["old", 100]), ...served.slice(1)]],
] as const)("%s leaves an audit record", async (_case, end, result, deployments) => {
  const { ports, bodiesOf } = vendors({ deployments: [...deployments] });
  await openRecord(subject, ports).close(end);
  expect(bodiesOf(auditPath)).toEqual([
    {
      kind: "deploy",
      result,
      previousVersion: "1111111-20260101000000",
      newVersion: "2222222-20260202000000",
      previousVersionId: "old",
      newVersionId: "new",
      at: "2026-11-21T12:00:00.000Z",
      by: "ada",
      correlationId: "run-1",
    },
  ]);
});

test("the audit record and GitHub's deployment have what was noted before", async () => {
  const { ports, bodiesOf } = vendors();
  const bookmarks = [{ databaseId: "u1", databaseName: "api", bookmark: "b1" }];
  await openRecord(subject, { ...ports, notes: { bookmarks } }).close(success);
  expect(bodiesOf(auditPath)).toMatchObject([{ bookmarks }]);
  expect(bodiesOf("/repos/acme/slipway/deployments")).toMatchObject([
    { payload: { correlationId: "run-1", bookmarks } },
  ]);
});

test("a first version has none before it", async () => {
  const { ports, bodiesOf } = vendors({ deployments: [deployment(["new", 100])] });
  await openRecord(subject, ports).close(success);
  expect(bodiesOf(auditPath)).toMatchObject([{ previousVersionId: null, previousVersion: "" }]);
});

test.each([
  ["success", success, "api-staging runs 2222222-20260202000000"],
  ["failure", failure, "It is broken."],
] as const)(
  "GitHub has a deployment of the commit, in progress, then %s",
  async (state, end, description) => {
    const { ports, bodiesOf } = vendors();
    await openRecord(subject, ports).close(end);
    expect(bodiesOf("/repos/acme/slipway/deployments")).toMatchObject([
      {
        ref: "2".repeat(40),
        environment: "staging",
        task: "deploy:api-staging",
        auto_merge: false,
        required_contexts: [],
      },
    ]);
    expect(bodiesOf(statusPath)).toMatchObject([
      { state: "in_progress", environment_url: "https://api.example.com" },
      { state, description },
    ]);
  },
);

test("a good rollout retires the same Worker's deployments up to one that was retired before, and no other's", async () => {
  const { ports, bodiesOf } = vendors();
  await openRecord(subject, ports).close(success);
  expect(bodiesOf(statusPath)).toMatchObject([{ auto_inactive: false }, { auto_inactive: false }]);
  const older = [6, 5, 4, 3].map((id) =>
    bodiesOf(`/repos/acme/slipway/deployments/${id}/statuses`),
  );
  expect(older).toEqual([[], [{ state: "inactive" }], [], []]);
});

test("no secret in a reason is told to GitHub", async () => {
  const { ports, bodiesOf } = vendors();
  await openRecord(subject, ports).close({ ...failure, reason: "It answers hunter22." });
  expect(bodiesOf(statusPath)[1]).toMatchObject({ description: "It answers [secret]." });
});

test("a reason that is too long for GitHub is cut to 140 characters", async () => {
  const { ports, bodiesOf } = vendors();
  await openRecord(subject, ports).close({ ...failure, reason: "x".repeat(141) });
  expect(bodiesOf(statusPath)[1]).toMatchObject({ description: `${"x".repeat(139)}…` });
});

test.each([
  ["no token", { github: undefined }, {}, "GITHUB_TOKEN is not set"],
  ["no commit", {}, { gitSha: "" }, "there is no commit"],
  [
    "a commit that GitHub does not know",
    { github: () => Promise.reject(new Error("No ref found.")) },
    {},
    "No ref found",
  ],
])("with %s GitHub is left out, and it is said why", async (_case, port, change, why) => {
  const { ports, lines } = vendors();
  await openRecord({ ...subject, ...change }, { ...ports, ...port }).close(success);
  expect(lines).toEqual([`GitHub is not told of this deployment: ${why}.`]);
});

test("a rollout that ends well tells people, and ends the incident of an earlier one", async () => {
  const { ports, messages } = vendors();
  await openRecord(subject, ports).close(success);
  expect(messages).toMatchObject([
    {
      kind: "rollout",
      stack: "staging",
      title: "api-staging runs 2222222-20260202000000",
      severity: "success",
      correlationId: "run-1",
      pages: [
        { action: "resolve", service: "api", dedupKey: "slipway rollout staging api-staging" },
      ],
    },
  ]);
});

test.each([
  ["and went back", true, { severity: "warning" }],
  ["and left users elsewhere", false, { severity: "critical", pages: [{ action: "trigger" }] }],
])("a rollout that failed %s tells why", async (_case, isAsBefore, message) => {
  const { ports, messages } = vendors();
  await openRecord(subject, ports).close({ ...failure, isAsBefore });
  expect(messages).toMatchObject([
    { title: "api-staging does not get 2222222-20260202000000", ...message },
  ]);
  expect(messages[0]?.facts).toContainEqual({ name: "Why", value: "It is broken." });
  expect(messages[0]?.pages === undefined).toBe(isAsBefore);
});

test("no vendor's failure is more than a warning", async () => {
  const { ports, lines } = vendors({ namespaces: [] });
  const notifier = {
    send: () => undefined,
    settle: async () => ({ delivered: 0, problems: ["Slack is down.", "Slack is down."] }),
  };
  await openRecord(subject, { ...ports, notifier }).close(success);
  expect(lines.sort()).toEqual([
    "warning: Slack is down.",
    "warning: The audit record is missing: There is no KV namespace api-staging-data.",
  ]);
});
