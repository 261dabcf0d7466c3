import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { loadConfig } from "../../infra/config.ts";
import { configReport, parseConfig } from "../../infra/parse-config.ts";
import { type Environment, recordProgram, stackConfig } from "./program.ts";

// Proves which configuration is taken, and that each mistake is told in one sentence that says what
// to do. That the engine shows the report as it is, the system tests prove.

type Change = Record<string, string | undefined>;

function problemsOf(change: Change, environment: Environment = "production") {
  const record = { ...stackConfig(environment), ...change };
  const set = Object.entries(record).filter(
    (entry): entry is [string, string] => !!entry[1]?.length,
  );
  return parseConfig(Object.fromEntries(set), environment).problems;
}

/** A group of the committed production stack with some of its keys changed. */
function group(key: string, change: Record<string, unknown>): Change {
  const name = `slipway:${key}`;
  return {
    [name]: JSON.stringify({ ...JSON.parse(stackConfig("production")[name] ?? ""), ...change }),
  };
}

test.each(["staging", "production"] as const)("the committed %s stack is valid", (environment) => {
  expect(parseConfig(stackConfig(environment), environment).problems).toEqual([]);
});

test.each<[string, Change, string]>([
  [
    "a missing secret",
    { "slipway:stripeSecretKey": undefined },
    "slipway:stripeSecretKey is missing; it must be a Stripe secret key.",
  ],
  [
    "a missing value",
    { "slipway:accountId": undefined },
    "slipway:accountId is missing; it must be a Cloudflare account id of 32 lower-case hex digits.",
  ],
  [
    "a missing value in a group",
    group("onCall", { cto: undefined }),
    "slipway:onCall.cto is missing; it must be an e-mail address.",
  ],
  [
    "a missing group",
    { "slipway:rollout": undefined },
    "slipway:rollout is missing; it must be an object with steps, bakeSeconds.",
  ],
  [
    "a misspelt key",
    { "slipway:zonee": "example.com" },
    "slipway:zonee is not a key of this program. Did you mean slipway:zone?",
  ],
  [
    "an unknown key like no other",
    { "slipway:webhook": "x" },
    "slipway:webhook is not a key of this program.",
  ],
  [
    "an unknown key in a group",
    group("collectiveVision", { hots: "x" }),
    "slipway:collectiveVision.hots is not a key of this program.",
  ],
  [
    "an account id in capitals",
    { "slipway:accountId": "10CA1C10AD0000000000000000000001" },
    'slipway:accountId is "10CA1C10AD0000000000000000000001"; it must be a Cloudflare account id of 32 lower-case hex digits.',
  ],
  [
    "a text where there must be a group",
    { "slipway:onCall": "ada@example.com" },
    'slipway:onCall is "ada@example.com"; it must be an object with urgency, timeZone, primary, secondary, teamLead, engineeringManager, cto.',
  ],
  [
    "a text where there must be true or false",
    group("collectiveVision", { stripeLive: "yes" }),
    'slipway:collectiveVision.stripeLive is "yes"; it must be true or false.',
  ],
  [
    "an unknown log level",
    group("collectiveVision", { logLevel: "verbose" }),
    'slipway:collectiveVision.logLevel is "verbose"; it must be one of debug, info, warn, error.',
  ],
  [
    "an unknown system",
    { "slipway:systems": '["collective-vision","blog"]' },
    'slipway:systems[1] is "blog"; it must be one of collective-vision.',
  ],
  [
    "a system named twice",
    { "slipway:systems": '["collective-vision","collective-vision"]' },
    'slipway:systems is ["collective-vision","collective-vision"]; it must be a list of systems without repeats.',
  ],
  [
    "a host outside the zone",
    group("collectiveVision", { host: "feedback.example.org" }),
    'slipway:collectiveVision.host is "feedback.example.org"; it must be in slipway:zone, "example.com".',
  ],
  [
    "a waiting time beyond GitHub's 30 days",
    group("delivery", { waitMinutes: 43_201 }),
    "slipway:delivery.waitMinutes is 43201; it must be a whole number of minutes from 0 to 43200.",
  ],
  [
    "more reviewers than GitHub takes",
    group("delivery", { reviewers: ["a", "b", "c", "d", "e", "f", "g"] }),
    'slipway:delivery.reviewers is ["a","b","c","d","e","f","g"]; it must be at most 6 GitHub logins.',
  ],
  [
    "nothing that may be deployed",
    group("delivery", { branches: [], tags: [] }),
    "slipway:delivery.branches is []; it must name what may be deployed where there are no tags.",
  ],
  [
    "nobody on call",
    group("onCall", { primary: [] }),
    "slipway:onCall.primary is []; it must be at least one e-mail address.",
  ],
  [
    "a person without an address",
    group("onCall", { secondary: ["ben"] }),
    'slipway:onCall.secondary[0] is "ben"; it must be an e-mail address.',
  ],
  [
    "a time zone that is nowhere",
    group("onCall", { timeZone: "Europe/Atlantis" }),
    'slipway:onCall.timeZone is "Europe/Atlantis"; it must be a time zone such as Europe/Lisbon.',
  ],
  [
    "a first step of nothing",
    group("rollout", { steps: [0, 50] }),
    "slipway:rollout.steps[0] is 0; it must be a percentage from 0.01 to 99.99.",
  ],
  [
    "steps that go down",
    group("rollout", { steps: [10, 5] }),
    "slipway:rollout.steps is [10,5]; it must be percentages in ascending order.",
  ],
  [
    "steps that nobody watches",
    group("rollout", { steps: [10], bakeSeconds: 0 }),
    "slipway:rollout.bakeSeconds is 0; it must be at least 1 second where there are steps.",
  ],
  [
    "a day of no week",
    group("deployWindow", { days: ["tue", "someday"] }),
    'slipway:deployWindow.days[1] is "someday"; it must be one of mon, tue, wed, thu, fri, sat, sun.',
  ],
  [
    "a window without a day",
    group("deployWindow", { days: [] }),
    "slipway:deployWindow.days is []; it must be at least one of mon, tue, wed, thu, fri, sat, sun, without repeats.",
  ],
  [
    "a day named twice",
    group("deployWindow", { days: ["tue", "tue"] }),
    'slipway:deployWindow.days is ["tue","tue"]; it must be at least one of mon, tue, wed, thu, fri, sat, sun, without repeats.',
  ],
  [
    "a time that no clock shows",
    group("deployWindow", { from: "9:60" }),
    'slipway:deployWindow.from is "9:60"; it must be a time from 00:00 to 24:00 such as 16:00.',
  ],
  [
    "a window that ends when it begins",
    group("deployWindow", { from: "16:00" }),
    'slipway:deployWindow.to is "16:00"; it must be later than from.',
  ],
  [
    "a window on clocks that are nowhere",
    group("deployWindow", { timeZone: "Lisbon" }),
    'slipway:deployWindow.timeZone is "Lisbon"; it must be a time zone such as Europe/Lisbon.',
  ],
  [
    "a holiday on no day of the calendar",
    group("deployWindow", { holidays: ["2026-02-30"] }),
    'slipway:deployWindow.holidays[0] is "2026-02-30"; it must be a date such as 2026-12-25.',
  ],
  [
    "a holiday named twice",
    group("deployWindow", { holidays: ["2026-12-25", "2026-12-25"] }),
    'slipway:deployWindow.holidays is ["2026-12-25","2026-12-25"]; it must be a list of dates without repeats.',
  ],
  [
    "a missing window",
    { "slipway:deployWindow": undefined },
    "slipway:deployWindow is missing; it must be an object with days, from, to, timeZone, holidays.",
  ],
  [
    "a stack that is promoted from itself",
    { "slipway:promotedFrom": "production" },
    'slipway:promotedFrom is "production"; it must be another stack than this one.',
  ],
  [
    "an events address in the open",
    { "slipway:pagerdutyEventsUrl": "http://events.example.com" },
    `slipway:pagerdutyEventsUrl is "http://events.example.com"; it must be PagerDuty's address for events: an https URL, or an http URL on a loopback host.`,
  ],
  [
    "a webhook that is no URL, without repeating it",
    { "slipway:slackWebhookUrl": "hooks.slack.com/T/B/secret" },
    "slipway:slackWebhookUrl has a value that cannot be used; it must be a Slack incoming webhook: an https URL, or an http URL on a loopback host.",
  ],
  [
    "a test key where payments are real, without repeating it",
    { "slipway:stripeSecretKey": "sk_test_4242" },
    "slipway:stripeSecretKey has a value that cannot be used; it must start with sk_live_ or rk_live_ where slipway:collectiveVision.stripeLive is true.",
  ],
])("%s is told in one sentence", (_title, change, sentence) => {
  const problems = problemsOf(change);
  expect(problems.map(({ message }) => message)).toEqual([sentence]);
  for (const { key, message, hint } of problems) {
    expect(message).toContain(key);
    expect(hint).toMatch(/^(Set|Remove) it: pulumi config .+ -s production$/);
    expect(hint).toContain(key);
  }
});

test.each<[string, Change, string]>([
  [
    "a secret",
    { "slipway:stripeSecretKey": undefined },
    "Set it: pulumi config set --secret slipway:stripeSecretKey -s production",
  ],
  [
    "a value",
    { "slipway:accountId": undefined },
    "Set it: pulumi config set slipway:accountId <value> -s production",
  ],
  [
    "a value in a group",
    group("onCall", { cto: undefined }),
    "Set it: pulumi config set --path slipway:onCall.cto <value> -s production",
  ],
  [
    "an item of a list, safe from the shell",
    group("onCall", { primary: ["ada"] }),
    "Set it: pulumi config set --path 'slipway:onCall.primary[0]' <value> -s production",
  ],
  [
    "a key that is not known",
    { "slipway:webhook": "x" },
    "Remove it: pulumi config rm slipway:webhook -s production",
  ],
  [
    "a key in a group that is not known",
    group("collectiveVision", { hots: "x" }),
    "Remove it: pulumi config rm --path slipway:collectiveVision.hots -s production",
  ],
])("the command that mends %s is told", (_title, change, command) => {
  expect(problemsOf(change).map(({ hint }) => hint)).toEqual([command]);
});

test("a live key is refused where payments are not real", () => {
  expect(problemsOf({ "slipway:stripeSecretKey": "sk_live_4242" }, "staging")).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("must start with sk_test_ or rk_test_"),
    }),
  ]);
});

test("a stack whose name cannot be part of a Worker's name is refused", () => {
  expect(parseConfig(stackConfig("staging"), "Staging_2").problems).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('The stack\'s name is "Staging_2"'),
    }),
  ]);
});

test("all problems are told at once, the relations between keys included", () => {
  const problems = problemsOf({
    "slipway:zone": "example.org",
    "slipway:channelSuffix": "_x",
    "slipway:cloudflareDeployToken": undefined,
    "slipway:extra": "1",
  });
  expect(problems).toHaveLength(4);
});

test.each([
  [1, "The configuration of stack staging has 1 problem:\n  - x1 is y. Mend it."],
  [
    2,
    "The configuration of stack staging has 2 problems:\n  - x1 is y. Mend it.\n  - x2 is y. Mend it.",
  ],
])("the report counts and lists %d", (count, report) => {
  const problems = Array.from({ length: count }, (_, index) => ({
    key: `x${index + 1}`,
    message: `x${index + 1} is y.`,
    hint: "Mend it.",
  }));
  expect(configReport(problems, "staging")).toBe(report);
});

test("other namespaces are none of the program's business", () => {
  expect(problemsOf({ "pagerduty:apiUrlOverride": "http://127.0.0.1:1" })).toEqual([]);
});

test("a local cloud's addresses are taken on loopback", () => {
  expect(
    problemsOf({
      "slipway:slackWebhookUrl": "http://127.0.0.1:8786/slack/services/T/B/X",
      "slipway:pagerdutyEventsUrl": "http://pagerduty.localhost:8786/v2/enqueue",
    }),
  ).toEqual([]);
});

test("without a list of systems a stack has all of them, and the channels have no suffix", () => {
  const {
    "slipway:systems": _systems,
    "slipway:channelSuffix": _suffix,
    ...rest
  } = stackConfig("production");
  expect(parseConfig(rest, "production").settings).toMatchObject({
    systems: ["collective-vision"],
    channelSuffix: "",
    pagerdutyEventsUrl: "https://events.pagerduty.com/v2/enqueue",
  });
});

test("a bad configuration ends the program with the report and no stack trace", async () => {
  await recordProgram("staging");
  pulumi.runtime.setAllConfig({ ...stackConfig("staging"), "slipway:zone": "" });
  expect(loadConfig).toThrow(
    /^The configuration of stack staging has 2 problems:\n {2}- slipway:zone/,
  );
  expect(loadConfig).toThrow(pulumi.RunError);
});

test("secrets are outputs that the engine keeps secret, even when they were set in the open", async () => {
  await recordProgram("staging");
  const { secrets } = loadConfig();
  for (const value of Object.values(secrets)) expect(await pulumi.isSecret(value)).toBe(true);
});
