import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
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
  rollout: { hostname: "api.example.com", checks: [], steps: [], bakeSeconds: 0 },
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
  });
  const version = find(recording, "cloudflare:index/workerVersion:WorkerVersion", "api-version");
  expect(version.options.dependsOn).toContain("test:index:Schema::schema");
});

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
