import { expect, test } from "vitest";
import { parseStackOutputs } from "../../release/stack-outputs.ts";
import { type Environment, recordProgram } from "./program.ts";
import { find, type Recording } from "./recorder.ts";

// Proves what each stack declares and how the two differ. That the vendors accept it is proved by
// the system tests.

const staging = await recordProgram("staging");
const production = await recordProgram("production");
const recordings: readonly [Environment, Recording][] = [
  ["staging", staging],
  ["production", production],
];

test("staging declares exactly these resources", () => {
  expect(table(staging)).toMatchInlineSnapshot(`
    [
      "cloudflare:index/d1Database:D1Database cv-database",
      "cloudflare:index/dnsRecord:DnsRecord cv-worker-dns-public",
      "cloudflare:index/queue:Queue cv-queue",
      "cloudflare:index/queue:Queue cv-queue-dead-letters",
      "cloudflare:index/queueConsumer:QueueConsumer cv-worker-consumer-events",
      "cloudflare:index/r2Bucket:R2Bucket cv-attachments",
      "cloudflare:index/worker:Worker cv-worker",
      "cloudflare:index/workerVersion:WorkerVersion cv-worker-version",
      "cloudflare:index/workersCronTrigger:WorkersCronTrigger cv-worker-cron",
      "cloudflare:index/workersDeployment:WorkersDeployment cv-worker-deployment",
      "cloudflare:index/workersKvNamespace:WorkersKvNamespace cv-kv",
      "cloudflare:index/workersRoute:WorkersRoute cv-worker-route-public",
      "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret delivery-cloudflare-api-token",
      "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret delivery-slack-webhook-url",
      "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable delivery-cloudflare-account-id",
      "github:index/repositoryEnvironment:RepositoryEnvironment delivery",
      "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy delivery-branch-main",
      "pagerduty:index/escalationPolicy:EscalationPolicy on-call-policy",
      "pagerduty:index/schedule:Schedule on-call-primary",
      "pagerduty:index/schedule:Schedule on-call-secondary",
      "pagerduty:index/service:Service cv-pager",
      "pagerduty:index/serviceIntegration:ServiceIntegration cv-pager-events",
      "pulumi-nodejs:dynamic/slipway:D1Migrations cv-database-schema",
      "pulumi-nodejs:dynamic/slipway:VectorizeIndex cv-embeddings",
      "slack:index/conversation:Conversation channels-deployments",
      "slack:index/conversation:Conversation channels-incidents",
      "slack:index/usergroup:Usergroup channels-on-call",
      "slipway:components:D1Database cv-database",
      "slipway:components:GithubDelivery delivery",
      "slipway:components:OnCall on-call",
      "slipway:components:PagedService cv-pager",
      "slipway:components:QueueWithDeadLetters cv-queue",
      "slipway:components:TeamChannels channels",
      "slipway:components:WorkerService cv-worker",
      "slipway:systems:CollectiveVision collective-vision",
      "slipway:systems:Shared shared",
    ]
  `);
});

test("production also declares the repository's rules and the policy for tags, and nothing else", () => {
  const more = table(production).filter((row) => !table(staging).includes(row));
  expect(more).toEqual([
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy delivery-tag-v",
    "github:index/repositoryRuleset:RepositoryRuleset repository-main",
    "slipway:components:RepositoryRules repository",
  ]);
  expect(table(staging).filter((row) => !table(production).includes(row))).toEqual([]);
});

test("apart from the environment's name, the two stacks differ in these values only", () => {
  expect(differences()).toMatchInlineSnapshot(`
    [
      "channels-deployments name: "deployments-staging" | "deployments"",
      "channels-incidents name: "incidents-staging" | "incidents"",
      "channels-on-call handle: "on-call-staging" | "on-call"",
      "cv-pager incidentUrgencyRule.urgency: "low" | "high"",
      "cv-worker-dns-public name: "staging-feedback.example.com" | "feedback.example.com"",
      "cv-worker-route-public pattern: "staging-feedback.example.com/*" | "feedback.example.com/*"",
      "cv-worker-version bindings.secret.LOG_LEVEL.text: "debug" | "info"",
      "cv-worker-version bindings.secret.RATE_LIMITER.namespaceId: "1717865536" | "425413360"",
      "cv-worker-version bindings.secret.STRIPE_LIVE.text: "false" | "true"",
      "cv-worker-version bindings.secret.STRIPE_SECRET_KEY.text: "sk_test_canary" | "sk_live_canary"",
      "delivery preventSelfReview: false | true",
      "delivery reviewers.0.users.0: undefined | 3",
      "delivery reviewers.0.users.1: undefined | 4",
      "delivery reviewers: [] | undefined",
      "delivery waitTimer: 0 | 5",
    ]
  `);
});

test.each(recordings)("%s looks up each thing it does not own once", (_environment, { calls }) => {
  const texts = calls.map((call) => JSON.stringify(call));
  expect(new Set(texts).size).toBe(texts.length);
});

test.each(recordings)("%s keeps its data from being deleted", (_environment, { registrations }) => {
  const kept = registrations.filter(({ options }) => options.protect && options.retainOnDelete);
  expect(kept.map(({ name }) => name).sort()).toEqual([
    "cv-attachments",
    "cv-database",
    "cv-embeddings",
    "cv-kv",
    "cv-queue",
    "cv-queue-dead-letters",
  ]);
});

test.each(recordings)(
  "%s marks every secret as one",
  (_environment, { registrations, outputs }) => {
    const open = JSON.stringify([
      registrations.map(({ inputs }) => withoutSecrets(inputs)),
      withoutSecrets(outputs),
    ]);
    expect(open).not.toContain("canary");
    const everything = JSON.stringify(registrations);
    for (const value of ["canary", "deploy-token-canary", "routing-key-canary"]) {
      expect(everything).toContain(value);
    }
  },
);

test("every child is named after its component", () => {
  const components = staging.registrations.filter(({ type }) =>
    type.startsWith("slipway:components"),
  );
  const byKey = new Map(components.map(({ type, name }) => [`${type}::${name}`, name]));
  const strangers = staging.registrations.filter(({ name, options }) => {
    const parent = byKey.get(options.parent ?? "");
    return parent !== undefined && name !== parent && !name.startsWith(`${parent}-`);
  });
  expect(strangers).toEqual([]);
});

test.each(recordings)("%s tells where it is and what it runs", (environment, recording) => {
  const { inputs } = find(
    recording,
    "cloudflare:index/workerVersion:WorkerVersion",
    "cv-worker-version",
  );
  const { workersTag } = inputs.annotations as { workersTag: string };
  const worker = `collective-vision-${environment}`;
  const host = environment === "staging" ? "staging-feedback.example.com" : "feedback.example.com";
  const release = {
    version: workersTag,
    gitSha: expect.stringMatching(/^([0-9a-f]{40})?$/),
    workers: { [worker]: "cv-worker-version-id" },
  };
  expect(recording.outputs).toEqual({
    urls: { "collective-vision": `https://${host}` },
    workers: {
      [worker]: { versionId: "cv-worker-version-id", deploymentId: "cv-worker-deployment-id" },
    },
    release,
    releases: [release],
    pins: {},
    alerting: {
      secret: {
        slackWebhookUrl: "https://hooks.slack.com/services/T/B/canary",
        pagerdutyRoutingKeys: { "collective-vision": "routing-key-canary" },
      },
    },
  });
});

test("what a stack tells of itself can be read again as it was", () => {
  const { alerting, ...outputs } = staging.outputs;
  const { secret } = alerting as { secret: unknown };
  const told = { ...outputs, alerting: secret };
  expect(parseStackOutputs(told)).toEqual(told);
});

function table({ registrations }: Recording): string[] {
  const rows = registrations.map(({ type, name }) => `${type} ${name}`);
  return rows.filter((row) => !row.startsWith("pulumi:pulumi:")).sort();
}

/** `name path: staging's value | production's`, for the resources that both have. */
function differences(): string[] {
  const rows = staging.registrations.flatMap(({ type, name, inputs }) => {
    const other = production.registrations.find((one) => one.type === type && one.name === name);
    if (other === undefined) return [];
    const here = new Map(leaves(inputs));
    const there = new Map(leaves(other.inputs));
    return [...new Set([...here.keys(), ...there.keys()])]
      .filter((path) => withoutName(here.get(path)) !== withoutName(there.get(path)))
      .map((path) => `${name} ${path}: ${here.get(path)} | ${there.get(path)}`);
  });
  return rows.sort();
}

function withoutName(value: string | undefined): string | undefined {
  return value?.replaceAll(/staging|production/g, "ENV");
}

/** Path and value of every leaf; a named list item goes by its name. */
function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, JSON.stringify(value)]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, JSON.stringify(value)]];
  return entries.flatMap(([key, item]) => {
    const label = Array.isArray(value) && typeof item?.name === "string" ? item.name : key;
    return leaves(item, path === "" ? label : `${path}.${label}`);
  });
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if ("secret" in value) return "<secret>";
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]),
  );
}
