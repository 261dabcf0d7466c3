import { expect, test } from "vitest";
import { recordProgram } from "./program.ts";
import { find } from "./recorder.ts";

// Proves the names, bindings and data of Collective Vision: systems.md section 1.

const production = await recordProgram("production");
const accountId = "10ca1c10ad0000000000000000000001";

test("the Worker has these bindings, sorted, the secret ones secret", () => {
  const type = "cloudflare:index/workerVersion:WorkerVersion";
  const { inputs } = find(production, type, "cv-worker-version");
  const text = (name: string, value: string) => ({ name, type: "plain_text", text: value });
  const secret = (name: string, value: string) => ({ name, type: "secret_text", text: value });
  // One secret element makes the whole list secret.
  expect(inputs.bindings).toEqual({
    secret: [
      text("APP_NAME", "Collective Vision"),
      { name: "ATTACHMENTS", type: "r2_bucket", bucketName: "cv-attachments-production" },
      { name: "CF_VERSION_METADATA", type: "version_metadata" },
      { name: "DB", type: "d1", databaseId: "cv-database-id" },
      text("ENVIRONMENT", "production"),
      { name: "KV", type: "kv_namespace", namespaceId: "cv-kv-id" },
      text("LOG_LEVEL", "info"),
      text("PAGERDUTY_EVENTS_URL", "https://events.pagerduty.com/v2/enqueue"),
      secret("PAGERDUTY_ROUTING_KEY", "routing-key-canary"),
      { name: "QUEUE", type: "queue", queueName: "cv-queue-production" },
      {
        name: "RATE_LIMITER",
        type: "ratelimit",
        namespaceId: "425413360",
        simple: { limit: 100, period: 60 },
      },
      secret("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T/B/canary"),
      text("STRIPE_LIVE", "true"),
      secret("STRIPE_SECRET_KEY", "sk_live_canary"),
      { name: "VECTORIZE", type: "vectorize", indexName: "cv-feedback-embeddings-production" },
    ],
  });
});

test.each([
  [
    "cloudflare:index/d1Database:D1Database",
    "cv-database",
    {
      name: "collective-vision-production",
      primaryLocationHint: "weur",
      readReplication: { mode: "disabled" },
    },
  ],
  [
    "cloudflare:index/workersKvNamespace:WorkersKvNamespace",
    "cv-kv",
    { title: "collective-vision-production" },
  ],
  [
    "cloudflare:index/r2Bucket:R2Bucket",
    "cv-attachments",
    { name: "cv-attachments-production", location: "weur", storageClass: "Standard" },
  ],
  ["cloudflare:index/queue:Queue", "cv-queue", { queueName: "cv-queue-production" }],
  [
    "cloudflare:index/queue:Queue",
    "cv-queue-dead-letters",
    { queueName: "cv-queue-production-dead-letters" },
  ],
  [
    "pulumi-nodejs:dynamic/slipway:VectorizeIndex",
    "cv-embeddings",
    {
      indexName: "cv-feedback-embeddings-production",
      dimensions: 768,
      metric: "cosine",
      __provider: expect.stringContaining('"dynamic/vectorize-index.ts"'),
    },
  ],
])("%s %s is as declared", (type, name, inputs) => {
  expect(find(production, type, name).inputs).toEqual({ accountId, ...inputs });
});

test("the schema's files are inputs in order, each with its digest", () => {
  const type = "pulumi-nodejs:dynamic/slipway:D1Migrations";
  const { inputs } = find(production, type, "cv-database-schema");
  const migrations = inputs.migrations as { name: string; sha256: string; sql: string }[];
  expect(inputs).toMatchObject({ accountId, databaseId: "cv-database-id" });
  expect(migrations.length).toBeGreaterThan(0);
  expect(migrations.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name).sort());
  for (const { sha256 } of migrations) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("the schema is in place before traffic moves", () => {
  const type = "cloudflare:index/workersDeployment:WorkersDeployment";
  const { options } = find(production, type, "cv-worker-deployment");
  expect(options.dependsOn).toContain(
    "pulumi-nodejs:dynamic/slipway:D1Migrations::cv-database-schema",
  );
});

test("the Worker goes before what it is bound to, of which a queue in use cannot be deleted", () => {
  const { options } = find(production, "cloudflare:index/worker:Worker", "cv-worker");
  for (const [type, name] of [
    ["queue:Queue", "cv-queue"],
    ["d1Database:D1Database", "cv-database"],
    ["workersKvNamespace:WorkersKvNamespace", "cv-kv"],
    ["r2Bucket:R2Bucket", "cv-attachments"],
  ]) {
    expect(options.dependsOn).toContain(`cloudflare:index/${type}::${name}`);
  }
});

test("events that fail five times are set aside", () => {
  const type = "cloudflare:index/queueConsumer:QueueConsumer";
  expect(find(production, type, "cv-worker-consumer-events").inputs).toEqual({
    accountId,
    type: "worker",
    queueId: "cv-queue-id",
    scriptName: "collective-vision-production",
    deadLetterQueue: "cv-queue-production-dead-letters",
    settings: { batchSize: 10, maxWaitTimeMs: 2000, maxRetries: 5 },
  });
});

test("health is checked every five minutes", () => {
  const type = "cloudflare:index/workersCronTrigger:WorkersCronTrigger";
  const { inputs } = find(production, type, "cv-worker-cron");
  expect(inputs.schedules).toEqual([{ cron: "*/5 * * * *" }]);
});
