import { expect, test } from "vitest";
import { resourceValues } from "../../../release/config-sync/resource-values.ts";
import { resource, types } from "../drift/resources.ts";
import { change, finding, knowledge, secret, unread } from "./knowledge.ts";

// Proves what is said of a value, by the program's word, the state's and the platform's, and what a push would do.

const environment = resource({
  type: "github:index/repositoryEnvironment:RepositoryEnvironment",
  inputs: { repository: "slipway", environment: "staging", waitTimer: 5, __defaults: [] },
});
const token = resource({
  type: types.secret,
  inputs: { environment: "staging", secretName: "TOKEN", value: secret },
});
const channel = resource({
  type: "slack:index/conversation:Conversation",
  inputs: { name: "ops", topic: "Ours", permanentMembers: ["U1"] },
});
const { urn } = environment;
const drifted = { path: "waitTimer", declared: 5, found: 7 };

test("a value of which nothing differs is the same, and what says where it belongs is none", () => {
  expect(resourceValues(knowledge([environment]), urn)).toEqual([
    {
      platform: "GitHub",
      holder: "staging",
      name: "waitTimer",
      verdict: "same",
      declared: 5,
      live: 5,
    },
  ]);
});

test("a resource of another kind has no values", () => {
  const queue = resource({ type: types.queue, inputs: { queueName: "cv-queue-staging" } });
  expect(resourceValues(knowledge([queue]), queue.urn)).toEqual([]);
});

test("what the program wants otherwise is compared with the state, and needs no refresh", () => {
  const known = knowledge([environment], { changes: [change(environment, "update", "waitTimer")] });
  expect(resourceValues(known, urn)).toMatchObject([
    { verdict: "differs", declared: 5, live: "old", push: { kind: "update", needsRefresh: false } },
  ]);
});

test("what the platform holds otherwise is compared with the platform, and needs a refresh", () => {
  const known = knowledge([environment], {
    findings: [finding(environment, { changes: [drifted] })],
  });
  expect(resourceValues(known, urn)).toMatchObject([
    { verdict: "differs", declared: 5, live: 7, push: { kind: "update", needsRefresh: true } },
  ]);
});

test("what both want otherwise is one value: the program's against the platform's", () => {
  const known = knowledge([environment], {
    changes: [change(environment, "update", "waitTimer")],
    findings: [finding(environment, { changes: [{ ...drifted, declared: 3 }] })],
  });
  expect(resourceValues(known, urn)).toMatchObject([{ declared: 5, live: 7 }]);
});

test.each([
  { operation: "create", declared: 5, live: undefined },
  { operation: "delete", declared: undefined, live: 5 },
] as const)("a value that it would $operation is on one side alone", ({ operation, ...sides }) => {
  const known = knowledge([environment], { changes: [change(environment, operation)] });
  expect(resourceValues(known, urn)).toMatchObject([{ verdict: "differs", ...sides }]);
});

test("what is gone and made again with nothing to follow is pushed, all else is left to a fix", () => {
  const gone = (hasDependents: boolean) =>
    knowledge([environment], {
      findings: [
        finding(environment, {
          verdict: "missing",
          remedies: [{ kind: "update", urn, hasDependents }],
        }),
      ],
    });
  expect(resourceValues(gone(false), urn)).toMatchObject([
    { live: undefined, push: { kind: "update" } },
  ]);
  expect(resourceValues(gone(true), urn)).toMatchObject([{ push: { kind: "left" } }]);
});

test("a secret that somebody has written since cannot be told, and is written again", () => {
  const stamp = { path: "remoteUpdatedAt", declared: "then", found: "now" };
  const known = knowledge([token], {
    findings: [
      finding(token, { changes: [stamp], remedies: [{ kind: "replace", urn: token.urn }] }),
    ],
  });
  expect(resourceValues(known, token.urn)).toMatchObject([
    { name: "TOKEN", verdict: "cannot-tell", declared: "[secret]", push: { kind: "replace" } },
  ]);
});

test.each(["refresh", "GitHub's environments"])(
  "without an answer about %s nothing is said to be the same",
  (object) => {
    const known = knowledge([environment], { findings: [unread(object)] });
    const [value] = resourceValues(known, urn);
    expect(value).toMatchObject({ verdict: "cannot-tell", note: "It gave no answer." });
    expect(value?.push).toBeUndefined();
  },
);

test("an answer about somebody else is not needed", () => {
  const known = knowledge([environment], { findings: [unread("Slack's channels")] });
  expect(resourceValues(known, urn)).toMatchObject([{ verdict: "same" }]);
});

test("what the provider never reads again is left to a fix, and its neighbour is pushed", () => {
  const known = knowledge([channel], {
    findings: [
      finding(channel, {
        changes: [
          { path: "topic", declared: "Ours", found: "Lunch" },
          { path: "permanentMembers", declared: ["U1"], found: [] },
        ],
      }),
    ],
  });
  expect(resourceValues(known, channel.urn)).toMatchObject([
    { name: "name", verdict: "same" },
    { name: "topic", push: { kind: "update" } },
    { name: "permanentMembers", push: { kind: "left", advice: "npx slipway drift staging --fix" } },
  ]);
});

test("a property that differs at several places is several values, the deeper ones of one place are one", () => {
  const layers = resource({
    type: "pagerduty:index/schedule:Schedule",
    inputs: { layers: [{ users: ["ada"] }] },
  });
  const paths = ["layers[1]", "layers[1].users", "layers[10]"];
  const known = knowledge([layers], { changes: [change(layers, "update", ...paths)] });
  expect(resourceValues(known, layers.urn).map(({ name }) => name)).toEqual([
    "layers[1]",
    "layers[10]",
  ]);
});
