/**
 * The local provider and the emulated Cloudflare together, without the engine: what is made is
 * clean when it is read, stays clean after a change, and is gone when it is deleted.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type PropertyObject, Secret } from "../../local/plugins/grpc/property-value.ts";
import type { Engine } from "../local/plugins/support/engine.ts";
import { usePlugins } from "../local/plugins/support/engine.ts";
import { useCloudflare } from "../local/support/cloudflare-server.ts";
import { roundTrip } from "../local/support/round-trip.ts";

const type = (name: string) =>
  `cloudflare:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

async function useCloudflareProvider() {
  const server = await useCloudflare();
  const { connect } = await usePlugins(server.origin);
  const { accountId, zoneId } = server;
  return { server, accountId, zoneId, engine: await connect("cloudflare") };
}

/** Deletes an object and checks that a read no longer finds it. */
async function remove(engine: Engine, name: string, made: { id: string; outputs: PropertyObject }) {
  await engine.delete(type(name), made.id, made.outputs);
  expect((await engine.read(type(name), made.id, made.outputs, {})).id).toBe("");
}

test.each([
  {
    name: "queue",
    inputs: { queueName: "jobs", settings: { deliveryDelay: 1 } },
    changes: { settings: { deliveryDelay: 2 } },
  },
  { name: "workersKvNamespace", inputs: { title: "flags" }, changes: { title: "switches" } },
  {
    name: "d1Database",
    inputs: { name: "db", primaryLocationHint: "weur", readReplication: { mode: "disabled" } },
    changes: { readReplication: { mode: "auto" } },
  },
  {
    name: "r2Bucket",
    inputs: { name: "files", location: "weur" },
    changes: { storageClass: "InfrequentAccess" },
  },
  {
    name: "worker",
    inputs: { name: "api", tags: ["b", "a"], observability: { enabled: true } },
    changes: { logpush: true },
  },
  {
    name: "notificationPolicyWebhooks",
    inputs: { name: "hook", url: "https://example.com/hook", secret: "s" },
  },
] as { name: string; inputs: PropertyObject; changes?: PropertyObject }[])(
  "a $name is made, changed, refreshed and deleted",
  async ({ name, inputs, changes }) => {
    const { engine, accountId } = await useCloudflareProvider();
    const made = await roundTrip(engine, {
      type: type(name),
      inputs: { accountId, ...inputs },
      ...(changes === undefined ? {} : { changes }),
    });
    await remove(engine, name, made);
  },
);

test.each([
  { inputs: { name: "www", type: "A", content: "192.0.2.1", ttl: 300 }, changes: { comment: "c" } },
  { inputs: { name: "app", type: "CNAME", content: "example.net", ttl: 1, proxied: true } },
  { inputs: { name: "_note", type: "TXT", content: '"hello"', ttl: 60 }, changes: { ttl: 120 } },
] as { inputs: PropertyObject; changes?: PropertyObject }[])(
  "the record $inputs.name is made, changed, refreshed and deleted",
  async ({ inputs, changes }) => {
    const { engine, zoneId } = await useCloudflareProvider();
    const made = await roundTrip(engine, {
      type: type("dnsRecord"),
      inputs: { zoneId, ...inputs },
      ...(changes === undefined ? {} : { changes }),
    });
    await remove(engine, "dnsRecord", made);
  },
);

test("rules of a bucket are kept by the bucket, and follow its program", async () => {
  const { engine, accountId } = await useCloudflareProvider();
  await engine.create(type("r2Bucket"), { accountId, name: "files" });
  const ofBucket = { accountId, bucketName: "files" };
  const origins = (...list: string[]) => [
    { allowed: { methods: ["GET"], origins: list }, maxAgeSeconds: 60 },
  ];
  await roundTrip(engine, {
    type: type("r2BucketCors"),
    inputs: { ...ofBucket, rules: origins("https://a.example.com") },
    changes: { rules: origins("https://b.example.com") },
  });
  const expire = (maxAge: number) => [
    {
      id: "old",
      enabled: true,
      conditions: { prefix: "tmp/" },
      deleteObjectsTransition: { condition: { type: "Age", maxAge } },
    },
  ];
  await roundTrip(engine, {
    type: type("r2BucketLifecycle"),
    inputs: { ...ofBucket, rules: expire(86_400) },
    changes: { rules: expire(172_800) },
  });
});

test("a version with every kind of binding is clean after a refresh", async () => {
  const { engine, accountId } = await useCloudflareProvider();
  const folder = mkdtempSync(join(tmpdir(), "slipway-provider-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "index.html"), "<h1>hi</h1>");
  const make = async (name: string, inputs: PropertyObject) =>
    engine.create(type(name), { accountId, ...inputs });
  const backend = await make("worker", { name: "backend" });
  await make("workerVersion", versionOf(backend.id));
  const worker = await make("worker", { name: "api" });
  const database = await make("d1Database", { name: "db", readReplication: { mode: "disabled" } });
  const namespace = await make("workersKvNamespace", { title: "flags" });
  await make("r2Bucket", { name: "files" });
  await make("queue", { queueName: "jobs" });

  const version = await roundTrip(engine, {
    type: type("workerVersion"),
    inputs: {
      accountId,
      ...versionOf(worker.id, "export default {}; export class Room {}"),
      compatibilityFlags: ["nodejs_compat"],
      annotations: { workersMessage: "m", workersTag: "t" },
      limits: { cpuMs: 50 },
      placement: { mode: "smart" },
      migrations: { newTag: "v1", newSqliteClasses: ["Room"] },
      assets: { directory: folder, config: { notFoundHandling: "404-page" } },
      bindings: [
        { name: "ASSETS", type: "assets" },
        { name: "BACKEND", type: "service", service: "backend", environment: "production" },
        { name: "DB", type: "d1", databaseId: database.id },
        { name: "FILES", type: "r2_bucket", bucketName: "files" },
        { name: "FLAGS", type: "kv_namespace", namespaceId: namespace.id },
        { name: "JOBS", type: "queue", queueName: "jobs" },
        { name: "KEY", type: "secret_text", text: new Secret("s") },
        { name: "LIMIT", type: "ratelimit", namespaceId: "1", simple: { limit: 5, period: 60 } },
        { name: "MODE", type: "plain_text", text: "m" },
        { name: "ROOM", type: "durable_object_namespace", className: "Room" },
        { name: "VERSION", type: "version_metadata" },
      ],
    },
  });

  const deployment = await roundTrip(engine, {
    type: type("workersDeployment"),
    inputs: {
      accountId,
      scriptName: "api",
      strategy: "percentage",
      versions: [{ versionId: version.id, percentage: 100 }],
      annotations: { workersMessage: "release 1" },
    },
  });
  await engine.delete(type("workersDeployment"), deployment.id, deployment.outputs);
  const read = await engine.read(type("workersDeployment"), deployment.id, deployment.outputs, {});
  expect(read.id).toBe(deployment.id);
});

function versionOf(workerId: string, source = "export default {}"): PropertyObject {
  const contentBase64 = Buffer.from(source).toString("base64");
  const contentType = "application/javascript+module";
  return {
    workerId,
    compatibilityDate: "2026-10-01",
    mainModule: "index.js",
    modules: [{ name: "index.js", contentType, contentBase64 }],
  };
}

test("what leads to a Worker is made, changed, refreshed and deleted", async () => {
  const { engine, accountId, zoneId } = await useCloudflareProvider();
  const worker = await engine.create(type("worker"), { accountId, name: "api" });
  const version = await engine.create(type("workerVersion"), {
    accountId,
    ...versionOf(worker.id, "export default { fetch() {}, scheduled() {}, queue() {} }"),
  });
  await engine.create(type("workersDeployment"), {
    accountId,
    scriptName: "api",
    strategy: "percentage",
    versions: [{ versionId: version.id, percentage: 100 }],
  });
  const route = await roundTrip(engine, {
    type: type("workersRoute"),
    inputs: { zoneId, pattern: "example.com/api/*", script: "api" },
    changes: { pattern: "example.com/v2/*" },
  });
  const domain = await roundTrip(engine, {
    type: type("workersCustomDomain"),
    inputs: { accountId, zoneId, hostname: "api.example.com", service: "api" },
  });
  await roundTrip(engine, {
    type: type("workersCronTrigger"),
    inputs: { accountId, scriptName: "api", schedules: [{ cron: "*/5 * * * *" }] },
    changes: { schedules: [{ cron: "0 * * * *" }] },
  });
  const queue = await engine.create(type("queue"), { accountId, queueName: "jobs" });
  const consumer = await roundTrip(engine, {
    type: type("queueConsumer"),
    inputs: {
      accountId,
      queueId: queue.id,
      type: "worker",
      scriptName: "api",
      settings: { batchSize: 10, maxRetries: 3 },
    },
    changes: { settings: { batchSize: 20, maxRetries: 3 } },
  });
  await remove(engine, "queueConsumer", consumer);
  await remove(engine, "workersCustomDomain", domain);
  await remove(engine, "workersRoute", route);
  await remove(engine, "worker", worker);
});

test("a zone and the account are found", async () => {
  const { engine, accountId, zoneId } = await useCloudflareProvider();
  const filter = { name: "example.com", account: { id: accountId } };
  expect(await engine.invoke("cloudflare:index/getZone:getZone", { filter })).toMatchObject({
    zoneId,
    status: "active",
  });
  expect(
    await engine.invoke("cloudflare:index/getAccount:getAccount", { accountId }),
  ).toMatchObject({
    id: accountId,
  });
  const none = engine.invoke("cloudflare:index/getZone:getZone", { filter: { name: "none.test" } });
  await expect(none).rejects.toThrow(
    'failed to find exactly one result: 0 zones match {"name":"none.test"}.',
  );
});
