import { expect, test } from "vitest";
import type { Env } from "../../../worker/collective-vision/env.ts";
import { board, createFeedback } from "../support/feedback.ts";
import { type Harness, useUnmigratedWorker, useWorker } from "../support/harness.ts";

interface Report {
  readonly status: string;
  readonly version: string;
  readonly workerVersionId: string;
  readonly dependencies: Record<string, { status: string; reason?: string; latencyMs: number }>;
}

async function getHealth(worker: Harness): Promise<{ status: number; report: Report }> {
  const response = await worker.fetch("/health");
  return { status: response.status, report: await response.json() };
}

test("a healthy Worker answers 200 with release, version id and every dependency", async () => {
  const { status, report } = await getHealth(await useWorker());
  const healthy = (critical: boolean) => ({ status: "healthy", critical, latencyMs: 0 });
  expect(status).toBe(200);
  expect(report).toEqual({
    status: "healthy",
    version: "abc1234-20261121090000",
    workerVersionId: "5d1f4a76-6e3c-4a5e-9b0f-0d6f3f0c9d11",
    dependencies: {
      configuration: healthy(true),
      database: healthy(true),
      kv: healthy(false),
      attachments: healthy(false),
      queue: healthy(false),
      vectorize: healthy(false),
      stripe: healthy(false),
      writes: healthy(false),
      alerting: healthy(false),
    },
  });
});

test("before migrations it answers 503, unhealthy, and names the schema", async () => {
  const { status, report } = await getHealth(await useUnmigratedWorker());
  expect(status).toBe(503);
  expect(report.status).toBe("unhealthy");
  expect(report.dependencies.database).toMatchObject({
    status: "unhealthy",
    reason: "schema_missing",
  });
});

test("a schema that lacks one table is not enough", async () => {
  const worker = await useWorker();
  await worker.env.DB.exec("DROP TABLE events");
  expect((await getHealth(worker)).status).toBe(503);
});

const broken = () => Promise.reject(new Error("secret detail"));

test.each<[string, Partial<Env>]>([
  ["kv", { KV: { getWithMetadata() {}, get: broken } as unknown as KVNamespace }],
  [
    "attachments",
    { ATTACHMENTS: { createMultipartUpload() {}, head: broken } as unknown as R2Bucket },
  ],
  ["vectorize", { VECTORIZE: { upsert() {}, describe: broken } as unknown as Vectorize }],
])("a failing %s degrades: 200, with the error in the log only", async (dependency, overrides) => {
  const worker = await useWorker(overrides);
  const { status, report } = await getHealth(worker);
  expect(status).toBe(200);
  expect(report.status).toBe("degraded");
  expect(report.dependencies[dependency]).toMatchObject({ status: "unhealthy", reason: "error" });
  expect(JSON.stringify(report)).not.toContain("secret detail");
  expect(worker.logs.find(({ level }) => level === "warn")?.json).toMatchObject({
    message: "dependency is unhealthy",
    details: { dependency },
    error: { message: "secret detail" },
  });
});

test("an event that waits for the queue for more than five minutes degrades", async () => {
  const worker = await useWorker();
  worker.queue.isDown = true;
  await createFeedback(worker);
  worker.now += 5 * 60_000;
  expect((await getHealth(worker)).report.status).toBe("healthy");
  worker.now += 1;
  const { report } = await getHealth(worker);
  expect(report.dependencies.queue).toMatchObject({ status: "unhealthy", reason: "lagging" });
  expect(report.status).toBe("degraded");
});

test.each<["true" | "false", string | undefined, string]>([
  ["false", "sk_test_1", "healthy"],
  ["false", "rk_test_1", "healthy"],
  ["false", "sk_live_1", "degraded"],
  ["true", "sk_live_1", "healthy"],
  ["true", "rk_live_1", "healthy"],
  ["true", "sk_test_1", "degraded"],
  ["true", "pk_live_1", "degraded"],
  ["false", undefined, "degraded"],
])("STRIPE_LIVE=%s with the key %s is %s", async (STRIPE_LIVE, key, status) => {
  const worker = await useWorker({ STRIPE_LIVE, ...(key && { STRIPE_SECRET_KEY: key }) });
  if (key === undefined) Reflect.deleteProperty(worker.env, "STRIPE_SECRET_KEY");
  const { report } = await getHealth(worker);
  expect(report.status).toBe(status);
  expect(JSON.stringify(report)).not.toContain("_1");
});

test.each([
  { SLACK_WEBHOOK_URL: "http://hooks.slack.com/x" },
  { SLACK_WEBHOOK_URL: "not a url" },
  { PAGERDUTY_ROUTING_KEY: "" },
])("alerting that cannot work degrades: %o", async (overrides) => {
  const { report } = await getHealth(await useWorker(overrides));
  expect(report.dependencies.alerting).toMatchObject({ reason: "configuration" });
  expect(report.status).toBe("degraded");
});

test("a wrong variable makes it unhealthy, is named in the log, and stops the API", async () => {
  const worker = await useWorker({ ENVIRONMENT: "prod" as "production", APP_NAME: " " });
  const { status, report } = await getHealth(worker);
  expect(status).toBe(503);
  expect(report.dependencies.configuration).toMatchObject({ reason: "configuration" });
  expect(worker.messages("error")).toEqual([
    "configuration: ENVIRONMENT is wrong: it must be one of staging, production.",
    "configuration: APP_NAME is wrong: it must be a text that is not empty.",
  ]);
  const response = await worker.fetch(board);
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ error: { code: "misconfigured" } });
});
