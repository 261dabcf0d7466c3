import * as pulumi from "@pulumi/pulumi";
import { expect, onTestFinished, test, vi } from "vitest";
import { orderBindings, plainText, secretText } from "../../infra/components/worker-bindings.ts";
import { WorkerService, type WorkerServiceArgs } from "../../infra/components/worker-service.ts";
import { find, type Recording, record } from "./recorder.ts";

// Proves what the component declares, in what order and with which options. The provider's own
// checks run only with an engine.

const args: WorkerServiceArgs = {
  accountId: "account",
  workerName: "api-staging",
  contentFile: "~/.cache/slipway/bundles/api/1.js",
  release: "abc1234-20261105090000",
  compatibilityDate: "2026-11-01",
  bindings: plainText({ ZEBRA: "z", APPLE: "a" }),
  triggers: {},
  rollout: {
    worker: {
      accountId: "account",
      scriptName: "api-staging",
      hostname: "api.example.com",
      checks: [],
    },
    steps: [],
    bakeSeconds: 0,
    record: {
      stack: "staging",
      service: "api",
      gitSha: "",
      repository: "acme/slipway",
      channelSuffix: "-staging",
      slackWebhookUrl: "https://hooks.slack.com/services/T/B/canary",
      routingKey: "routing-key-canary",
    },
  },
};

const release = { workersMessage: "Release abc1234-20261105090000" };

class Schema extends pulumi.CustomResource {
  constructor() {
    super("test:index:Schema", "schema", {});
  }
}

function declare(changes: Partial<WorkerServiceArgs> = {}): Promise<Recording> {
  return record("staging", async () => {
    new WorkerService("api", { ...args, ...changes }, { deployAfter: [new Schema()] });
  });
}

/** What the program warns of; without an engine the SDK writes it to the console. */
function useWarnings(): () => string {
  const write = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  onTestFinished(() => write.mockRestore());
  return () => write.mock.calls.flat().join("\n");
}

function types({ registrations }: Recording): string[] {
  return registrations.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`).sort();
}

test("a Worker is its settings, a version and a deployment", async () => {
  expect(types(await declare())).toEqual([
    "Schema schema",
    "Stack slipway-staging",
    "Worker api",
    "WorkerService api",
    "WorkerVersion api-version",
    "WorkersDeployment api-deployment",
  ]);
});

test("the settings are complete, so that a refresh finds nothing to change", async () => {
  const { inputs } = find(await declare(), "cloudflare:index/worker:Worker", "api");
  expect(inputs).toEqual({
    accountId: "account",
    name: "api-staging",
    logpush: false,
    observability: {
      enabled: true,
      headSamplingRate: 1,
      logs: { enabled: true, headSamplingRate: 1, invocationLogs: true, persist: true },
      traces: { enabled: false, headSamplingRate: 1, persist: true },
    },
    subdomain: { enabled: false, previewsEnabled: true },
    tags: [],
    tailConsumers: [],
  });
});

test("a version has the code by its path, its bindings by name, and the release as its tag", async () => {
  const recording = await declare();
  const version = find(recording, "cloudflare:index/workerVersion:WorkerVersion", "api-version");
  expect(version.inputs).toEqual({
    accountId: "account",
    workerId: "api-id",
    mainModule: "index.js",
    modules: [
      {
        name: "index.js",
        contentType: "application/javascript+module",
        contentFile: "~/.cache/slipway/bundles/api/1.js",
      },
    ],
    compatibilityDate: "2026-11-01",
    compatibilityFlags: [],
    bindings: [
      { name: "APPLE", type: "plain_text", text: "a" },
      { name: "CF_VERSION_METADATA", type: "version_metadata" },
      { name: "ZEBRA", type: "plain_text", text: "z" },
    ],
    annotations: { ...release, workersTag: "abc1234-20261105090000" },
  });
  expect(version.options.replaceOnChanges).toEqual([
    "bindings",
    "annotations",
    "assets",
    "limits",
    "compatibilityFlags",
  ]);
});

test("the deployment gives the version all traffic, after what it needs is in place", async () => {
  const recording = await declare();
  const type = "cloudflare:index/workersDeployment:WorkersDeployment";
  const { inputs, options } = find(recording, type, "api-deployment");
  expect(inputs).toEqual({
    accountId: "account",
    scriptName: "api-staging",
    strategy: "percentage",
    versions: [{ versionId: "api-version-id", percentage: 100 }],
    annotations: release,
  });
  expect(options.dependsOn).toContain("test:index:Schema::schema");
  expect(options.hooks).toEqual({
    beforeCreate: ["api-rollout"],
    beforeUpdate: ["api-rollout"],
    afterCreate: ["api-end", "api-record"],
    afterUpdate: ["api-end", "api-record"],
    onError: ["api-take-back"],
  });
  const version = find(recording, "cloudflare:index/workerVersion:WorkerVersion", "api-version");
  expect(version.options.dependsOn).toContain("test:index:Schema::schema");
});

/** Of a Worker that nothing is known of. */
const traffic = { lastVersionId: undefined, live: undefined };

test("a pinned Worker has no record of its own: the rollback has left one", async () => {
  const pin = {
    versionId: "earlier-id",
    release: "1111111-20260101000000",
    insteadOf: "abc1234-20261105090000",
    since: "2026-11-21T12:00:00Z",
    by: "ada",
    reason: "It loses votes.",
  };
  const { registrations } = await declare({ past: { pin, migrationTag: undefined, traffic } });
  const hooks = registrations.map(({ options }) => options.hooks).find(Boolean);
  expect(hooks).toMatchObject({ beforeCreate: ["api-rollout"], afterCreate: ["api-end"] });
});

test.each([
  ["the first migration", undefined, true],
  ["a newer migration", "v1", true],
  ["a migration that is deployed", "v2", false],
])(
  "with %s the preview says that it goes to 100 %% at once: %s before, %s",
  async (_case, migrationTag, isSaid) => {
    const log = useWarnings();
    const recording = await declare({
      migrations: { newTag: "v2", newSqliteClasses: ["Counter"] },
      past: { pin: undefined, migrationTag, traffic },
    });
    const version = find(recording, "cloudflare:index/workerVersion:WorkerVersion", "api-version");
    expect(version.inputs.migrations).toEqual({ newTag: "v2", newSqliteClasses: ["Counter"] });
    expect(log().includes("api-staging migrates its Durable Objects (v2)")).toBe(isSaid);
  },
);

test("a host is a route and a proxied record, made after the deployment", async () => {
  const recording = await declare({
    triggers: { hosts: [{ key: "public", zoneId: "zone", hostname: "api.example.com" }] },
  });
  const route = find(recording, "cloudflare:index/workersRoute:WorkersRoute", "api-route-public");
  expect(route.inputs).toEqual({
    zoneId: "zone",
    pattern: "api.example.com/*",
    script: "api-staging",
  });
  expect(route.options.dependsOn).toContain(
    "cloudflare:index/workersDeployment:WorkersDeployment::api-deployment",
  );
  const dns = find(recording, "cloudflare:index/dnsRecord:DnsRecord", "api-dns-public");
  expect(dns.inputs).toEqual({
    zoneId: "zone",
    name: "api.example.com",
    type: "AAAA",
    content: "100::",
    proxied: true,
    ttl: 1,
    comment: "Answered by a Worker.",
  });
});

test("a custom domain is deleted before it is made anew", async () => {
  const recording = await declare({
    triggers: { customDomains: [{ key: "app", zoneId: "zone", hostname: "app.example.com" }] },
  });
  const type = "cloudflare:index/workersCustomDomain:WorkersCustomDomain";
  const { inputs, options } = find(recording, type, "api-domain-app");
  expect(inputs).toEqual({
    accountId: "account",
    zoneId: "zone",
    hostname: "app.example.com",
    service: "api-staging",
  });
  expect(options.deleteBeforeReplace).toBe(true);
});

test("all schedules are one resource, sorted; an empty list is one too", async () => {
  const type = "cloudflare:index/workersCronTrigger:WorkersCronTrigger";
  const two = await declare({ triggers: { crons: ["0 3 * * *", "*/5 * * * *"] } });
  expect(find(two, type, "api-cron").inputs.schedules).toEqual([
    { cron: "*/5 * * * *" },
    { cron: "0 3 * * *" },
  ]);
  const none = await declare({ triggers: { crons: [] } });
  expect(find(none, type, "api-cron").inputs.schedules).toEqual([]);
});

test("a consumer names its dead-letter queue", async () => {
  const settings = { batchSize: 10, maxRetries: 5 };
  const recording = await declare({
    triggers: { consumers: [{ key: "jobs", queueId: "q", deadLetterQueue: "dead", settings }] },
  });
  const type = "cloudflare:index/queueConsumer:QueueConsumer";
  expect(find(recording, type, "api-consumer-jobs").inputs).toEqual({
    accountId: "account",
    type: "worker",
    scriptName: "api-staging",
    queueId: "q",
    deadLetterQueue: "dead",
    settings,
  });
});

test("the caller's options reach the component", async () => {
  const recording = await record("staging", async () => {
    const parent = new pulumi.ComponentResource("test:System", "system");
    new WorkerService("api", args, { parent, protect: true });
  });
  const { options } = find(recording, "slipway:components:WorkerService", "api");
  expect(options).toEqual({ parent: "test:System::system", protect: true });
});

test("every version has the metadata binding, even with no other", () => {
  expect(orderBindings([])).toEqual([{ name: "CF_VERSION_METADATA", type: "version_metadata" }]);
});

test("two bindings of one name are refused", () => {
  const bindings = [...plainText({ MODE: "a" }), ...secretText({ MODE: "b" })];
  expect(() => orderBindings(bindings)).toThrow("Two bindings of one Worker are named MODE.");
});
