import { expect, test } from "vitest";
import { checkConfig } from "../../infra/config-check/check-config.ts";
import { configDifferences } from "../../infra/config-check/differences.ts";
import type { ConfigFinding } from "../../infra/config-check/finding.ts";
import { reviewedDifferences } from "../../infra/config-check/reviewed-differences.ts";
import { stackSettings } from "../../infra/config-check/stack-settings.ts";
import { secretKeys } from "../../infra/config-schema.ts";
import { defaultSettings } from "../../local/context.ts";
import { slackWebhookUrl } from "../../local/vendors/slack/seed.ts";
import type { StackValue, StackValues } from "../../release/stack-values.ts";
import type { Change } from "./bad-configurations.ts";
import { type Environment, loopback, stackConfig } from "./program.ts";

// Proves what `slipway config check` and `slipway config diff` say of stacks, alone and together. What
// is wrong with a single value, config.test.ts proves; how values are read, read-stack-values.test.ts.

const ownSecrets = {
  staging: {
    "slipway:slackWebhookUrl": "https://hooks.slack.com/services/T/B/staging",
    "slipway:cloudflareDeployToken": "deploy-token-staging",
  },
  production: {},
};

/** A committed stack with secrets of its own, and with some keys changed; undefined: not set. */
function stackValues(stack: Environment, change: Change = {}): StackValues {
  const record = { ...stackConfig(stack), ...ownSecrets[stack], ...change };
  const values = Object.entries(record).flatMap(([key, text]): [string, StackValue][] =>
    text === undefined ? [] : [[key, { text, isSecret: isKeptSecret(key, text) }]],
  );
  return { stack, values: Object.fromEntries(values) };
}

/** Tests keep a secret in the clear by its ending. */
function isKeptSecret(name: string, text: string): boolean {
  return secretKeys.some((key) => name === `slipway:${key}`) && !text.endsWith("_open");
}

/** A group of a committed stack with some of its keys changed. */
function group(stack: Environment, key: string, change: Record<string, unknown>): Change {
  const name = `slipway:${key}`;
  return { [name]: JSON.stringify({ ...JSON.parse(stackConfig(stack)[name] ?? ""), ...change }) };
}

interface Changes {
  staging?: Change;
  production?: Change;
  env?: NodeJS.ProcessEnv;
}

function check({ staging, production, env = loopback }: Changes) {
  return checkConfig([stackValues("staging", staging), stackValues("production", production)], env);
}

/** What both stacks have in common whose owner has accounts at the vendors. */
const real: Change = {
  "slipway:accountId": "0123456789abcdef0123456789abcdef",
  "slipway:zone": "acme.dev",
  "slipway:githubOwner": "acme",
};
const people = {
  primary: ["ada@acme.dev"],
  secondary: ["ben@acme.dev"],
  teamLead: "chen@acme.dev",
  engineeringManager: "dana@acme.dev",
  cto: "evelyn@acme.dev",
};

/** Both stacks at the vendors, production with some keys changed. */
function atVendors(change: Change = {}): Changes {
  const staging = {
    ...real,
    ...group("staging", "onCall", people),
    ...group("staging", "collectiveVision", { host: "staging-feedback.acme.dev" }),
  };
  const production = {
    ...real,
    ...group("production", "onCall", people),
    ...group("production", "collectiveVision", { host: "feedback.acme.dev" }),
    ...change,
  };
  return { staging, production, env: {} };
}

test.each<[string, Changes]>([
  ["the committed stacks, on loopback,", {}],
  ["stacks with values of their own, at the vendors,", atVendors()],
])("%s are without a finding", (_title, changes) => {
  expect(check(changes)).toEqual([]);
});

const own =
  "it must be your own, no example, where Cloudflare is https://api.cloudflare.com/client/v4.";

test.each<[title: string, changes: Changes, ...sentences: string[]]>([
  [
    "the local cloud's account at the vendors",
    atVendors({ "slipway:accountId": defaultSettings.accountId }),
    `slipway:accountId is "10ca1c10ad0000000000000000000001"; ${own}`,
  ],
  [
    "the local cloud's owner at the vendors",
    atVendors({ "slipway:githubOwner": defaultSettings.github.owner }),
    `slipway:githubOwner is "slipway-local"; ${own}`,
  ],
  [
    "an example's zone and host at the vendors",
    atVendors({
      "slipway:zone": "example.org",
      ...group("production", "collectiveVision", { host: "feedback.acme.dev.example.org" }),
    }),
    `slipway:zone is "example.org"; ${own}`,
    `slipway:collectiveVision.host is "feedback.acme.dev.example.org"; ${own}`,
  ],
  [
    "a host of this machine at the vendors",
    atVendors({
      "slipway:zone": "acme.localhost",
      ...group("production", "collectiveVision", { host: "feedback.acme.localhost" }),
    }),
    `slipway:zone is "acme.localhost"; ${own}`,
    `slipway:collectiveVision.host is "feedback.acme.localhost"; ${own}`,
  ],
  [
    "an example's person at the vendors",
    atVendors(group("production", "onCall", { ...people, primary: ["ada@example.com"] })),
    `slipway:onCall.primary[0] is "ada@example.com"; ${own}`,
  ],
  [
    "alerts to this machine at the vendors",
    atVendors({ "slipway:pagerdutyEventsUrl": "http://127.0.0.1:8786/v2/enqueue" }),
    `slipway:pagerdutyEventsUrl is "http://127.0.0.1:8786/v2/enqueue"; ${own}`,
  ],
  [
    "a webhook of this machine at the vendors, without repeating it",
    atVendors({ "slipway:slackWebhookUrl": "http://slack.localhost:8786/services/T/B/X" }),
    `slipway:slackWebhookUrl holds the local cloud's value; ${own}`,
  ],
  [
    "the local cloud's webhook at the vendors, without repeating it",
    atVendors({ "slipway:slackWebhookUrl": slackWebhookUrl("deployments") }),
    `slipway:slackWebhookUrl holds the local cloud's value; ${own}`,
  ],
  [
    "the local cloud's token at the vendors, without repeating it",
    atVendors({ "slipway:cloudflareDeployToken": "local-0123456789abcdef01234567" }),
    `slipway:cloudflareDeployToken holds the local cloud's value; ${own}`,
  ],
  [
    "one vendor on loopback by the stack's own key",
    atVendors({ "pagerduty:apiUrlOverride": "http://127.0.0.1:8786/pagerduty" }),
    'pagerduty:apiUrlOverride is "http://127.0.0.1:8786/pagerduty", while Cloudflare is https://api.cloudflare.com/client/v4; a stack\'s vendors must all be on loopback, or none.',
  ],
  [
    "one vendor on loopback by a variable",
    { ...atVendors(), env: { SLACK_API_URL: loopback.SLACK_API_URL } },
    'SLACK_API_URL is "http://slack.localhost:8786/api/", while Cloudflare is https://api.cloudflare.com/client/v4; a stack\'s vendors must all be on loopback, or none.',
  ],
  [
    "a secret in the clear",
    { production: { "slipway:stripeSecretKey": "sk_live_open" } },
    "slipway:stripeSecretKey is kept in the clear; it must be encrypted.",
  ],
  [
    "a provider's token in the clear",
    { production: { "github:token": "ghp_open" } },
    "github:token is kept in the clear; it must be encrypted.",
  ],
  [
    "a misspelt namespace",
    { production: { "slipwya:zone": "example.com" } },
    "slipwya:zone is in a namespace that nothing reads; it must be one of slipway, pulumi, cloudflare, github, pagerduty, slack.",
  ],
  [
    "a predecessor that is no stack of the project",
    { production: { "slipway:promotedFrom": "preview" } },
    'slipway:promotedFrom is "preview"; it must be a stack of this project: staging.',
  ],
  [
    "a host that names another stack",
    {
      staging: group("staging", "collectiveVision", { host: "feedback-next.example.com" }),
      production: group("production", "collectiveVision", { host: "staging-feedback.example.com" }),
    },
    'slipway:collectiveVision.host is "staging-feedback.example.com"; it must not name another stack, staging.',
  ],
])("%s is told of the stack, in one sentence for each value", (_title, changes, ...sentences) => {
  const findings = check(changes).filter(({ stacks }) => stacks.join() === "production");
  expect(findings.map(({ message }) => message)).toEqual(sentences);
  for (const { key, message, hint } of findings) {
    expect(message).toContain(key);
    expect(hint).toContain(key);
  }
});

type Kind = ConfigFinding["kind"];

test.each<[title: string, changes: Changes, kind: Kind, key: string, sentence: string]>([
  [
    "a host that two stacks have",
    { staging: group("staging", "collectiveVision", { host: "feedback.example.com" }) },
    "problem",
    "slipway:collectiveVision.host",
    'slipway:collectiveVision.host is "feedback.example.com" in both; a host and its route must be one stack\'s alone.',
  ],
  [
    "channels that two stacks have",
    { staging: { "slipway:channelSuffix": "" } },
    "problem",
    "slipway:channelSuffix",
    "slipway:channelSuffix would give both Slack channel deployments, Slack channel incidents, Slack user group on-call; an object at a vendor must be one stack's alone.",
  ],
  [
    "a repository whose rules two stacks declare",
    { staging: group("staging", "delivery", { ownsRepository: true }) },
    "problem",
    "slipway:delivery.ownsRepository",
    "slipway:delivery.ownsRepository is true in 2 stacks of slipway-local/slipway; it must be true in exactly one, which declares the repository's rules.",
  ],
  [
    "a repository whose rules no stack declares",
    { production: group("production", "delivery", { ownsRepository: false }) },
    "problem",
    "slipway:delivery.ownsRepository",
    "slipway:delivery.ownsRepository is true in 0 stacks of slipway-local/slipway; it must be true in exactly one, which declares the repository's rules.",
  ],
  [
    "a value by which the stacks differ and nobody knows why",
    { production: { "slipway:dataLocation": "apac" } },
    "warning",
    "slipway:dataLocation",
    'slipway:dataLocation is "weur" in staging and "apac" in production; it must be the same, because nobody has reviewed that it differs.',
  ],
  [
    "a member of a group by which they differ and nobody knows why",
    { production: group("production", "onCall", { cto: "zoe@example.com" }) },
    "warning",
    "slipway:onCall.cto",
    'slipway:onCall.cto is "evelyn@example.com" in staging and "zoe@example.com" in production; it must be the same, because nobody has reviewed that it differs.',
  ],
  [
    "a value that one stack has and the other has by default",
    { production: { "slipway:pagerdutyEventsUrl": "https://events.eu.pagerduty.com/v2/enqueue" } },
    "warning",
    "slipway:pagerdutyEventsUrl",
    'slipway:pagerdutyEventsUrl is "https://events.pagerduty.com/v2/enqueue" in staging and "https://events.eu.pagerduty.com/v2/enqueue" in production; it must be the same, because nobody has reviewed that it differs.',
  ],
  [
    "a secret that two stacks share, without repeating it",
    { staging: { "slipway:cloudflareDeployToken": "deploy-token-canary" } },
    "problem",
    "slipway:cloudflareDeployToken",
    "slipway:cloudflareDeployToken is the same in both; each must have its own: each can be revoked without the other.",
  ],
])("%s is told of both, in one sentence", (_title, changes, kind, key, sentence) => {
  const finding = { stacks: ["staging", "production"], kind, key, message: sentence };
  expect(check(changes)).toEqual([{ ...finding, hint: expect.stringContaining(key) }]);
});

test("a value that is wrong in itself is told once, whatever it is at odds with", () => {
  const findings = check({ production: { "slipway:dataLocation": "eu" } });
  expect(findings.map(({ stacks, key }) => [stacks, key])).toEqual([
    [["production"], "slipway:dataLocation"],
  ]);
});

test("two stacks whose names make one name at a vendor are told", () => {
  const staging = stackValues("staging");
  const other = { ...staging, stack: "staging-dead-letters" };
  const findings = checkConfig([staging, other], loopback);
  expect(findings.find(({ key }) => key === "stack")).toMatchObject({
    stacks: ["staging", "staging-dead-letters"],
    message:
      "Their names would give both queue cv-queue-staging-dead-letters; an object at a vendor must be one stack's alone.",
  });
});

test("where secrets cannot be read, that is said of each, and the rest is checked", () => {
  const { values } = stackValues("production", {
    "slipway:zone": "example.org",
    "slipway:promotedFrom": undefined,
  });
  const isSet = Object.entries(values).map(([key, value]): [string, StackValue] => [
    key,
    value.isSecret ? { ...value, text: undefined } : value,
  ]);
  const production = {
    stack: "production",
    values: Object.fromEntries(isSet),
    secretsUnreadable: "incorrect passphrase",
  };
  const findings = checkConfig([production], loopback);
  expect(findings.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    "problem slipway:collectiveVision.host",
    "unknown slipway:stripeSecretKey",
    "unknown slipway:slackWebhookUrl",
    "unknown slipway:cloudflareDeployToken",
  ]);
  expect(findings[1]?.message).toBe(
    "slipway:stripeSecretKey is set and cannot be read, so its value is not checked: incorrect passphrase.",
  );
  const [one, other] = [stackSettings(stackValues("staging")), stackSettings(production)];
  expect(configDifferences(one, other).find(({ isSecret }) => isSecret)).toMatchObject({
    values: ["set", "set, cannot be read"],
    relation: "unknown",
    verdict: "unknown",
  });
});

test("the committed stacks differ by every value that was reviewed, and by no other", () => {
  const differences = differencesBetween({});
  expect(differences.map(({ key, verdict }) => `${key} ${verdict}`)).toEqual(
    reviewedDifferences.map(({ key }) => `slipway:${key} reviewed`),
  );
});

test("a comparison shows both values and why they may differ", () => {
  expect(differencesBetween({})[0]).toEqual({
    key: "slipway:collectiveVision.host",
    isSecret: false,
    values: ['"staging-feedback.example.com"', '"feedback.example.com"'],
    relation: "different",
    verdict: "reviewed",
    why: "each environment answers under a host of its own",
  });
});

test("a comparison shows of secrets only whether they are set and the same", () => {
  const shared = { "slipway:cloudflareDeployToken": "deploy-token-canary" };
  const differences = differencesBetween({
    staging: { ...shared, "slipway:stripeSecretKey": undefined },
  });
  const secrets = differences.filter(({ isSecret }) => isSecret);
  expect(secrets.map(({ values, relation, verdict }) => [...values, relation, verdict])).toEqual([
    ["not set", "set", "different", "reviewed"],
    ["set", "set", "different", "reviewed"],
    ["set", "set", "same", "unreviewed"],
  ]);
  expect(JSON.stringify(differences)).not.toContain("canary");
});

function differencesBetween({ staging, production }: Changes) {
  const [one, other] = [stackValues("staging", staging), stackValues("production", production)];
  return configDifferences(stackSettings(one), stackSettings(other));
}
