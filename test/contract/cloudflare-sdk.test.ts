import Cloudflare from "cloudflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningCloud, startRunningCloud } from "./support/running-cloud.ts";

/** Proves that the vendor's own client reads every answer it asks for, on a Worker that really runs. */
let cloud: RunningCloud;
let client: Cloudflare;
let account: { account_id: string };

beforeAll(async () => {
  cloud = await startRunningCloud();
  client = new Cloudflare({ apiToken: "local-sdk", baseURL: cloud.cloudflareUrl });
  account = { account_id: cloud.accountId };
});

afterAll(() => cloud.stop());

function modules(answer: string) {
  const source = `export default { fetch: () => new Response(${JSON.stringify(answer)}) };`;
  return [
    {
      name: "index.js",
      content_type: "application/javascript+module",
      content_base64: Buffer.from(source).toString("base64"),
    },
  ];
}

async function upload(worker: string, answer: string): Promise<string> {
  const version = await client.workers.beta.workers.versions.create(worker, {
    ...account,
    main_module: "index.js",
    compatibility_date: "2026-11-01",
    modules: modules(answer),
    bindings: [{ type: "version_metadata", name: "VERSION" }],
    annotations: { "workers/tag": answer },
  });
  return version.id;
}

test("a Worker, its versions, a split and a route are made, served and read back", async () => {
  const worker = await client.workers.beta.workers.create({ ...account, name: "sdk" });
  const [one, two] = [await upload(worker.id, "one"), await upload(worker.id, "two")];
  const deployment = await client.workers.scripts.deployments.create("sdk", {
    ...account,
    strategy: "percentage",
    versions: [
      { version_id: one, percentage: 100 },
      { version_id: two, percentage: 0 },
    ],
  });
  const route = await client.workers.routes.create({
    zone_id: cloud.zoneId,
    pattern: `sdk.${cloud.zoneName}/*`,
    script: "sdk",
  });
  const host = `sdk.${cloud.zoneName}`;
  const override = { "Cloudflare-Workers-Version-Overrides": `sdk="${two}"` };

  expect((await cloud.visit(host)).text).toBe("one");
  expect((await cloud.visit(host, "/", override)).text).toBe("two");
  const read = await client.workers.scripts.deployments.get(deployment.id, {
    ...account,
    script_name: "sdk",
  });
  expect(read.versions).toEqual(deployment.versions);
  expect((await client.workers.routes.get(route.id, { zone_id: cloud.zoneId })).script).toBe("sdk");
  const found = await client.workers.beta.workers.get(worker.id, account);
  expect(found.deployed_on).toBe(deployment.created_on);
});

test("pages end: iterating over every list terminates", async () => {
  await client.workers.beta.workers.create({ ...account, name: "paged" });
  for (let count = 0; count < 3; count++) await upload("paged", `v${count}`);
  const versions: number[] = [];
  const list = client.workers.beta.workers.versions.list("paged", { ...account, per_page: 2 });
  for await (const { number } of list) versions.push(number);
  const items: string[] = [];
  for await (const version of client.workers.scripts.versions.list("paged", account)) {
    items.push(version.id ?? "");
  }
  const zones: string[] = [];
  for await (const zone of client.zones.list()) zones.push(zone.name);
  expect(versions).toEqual([3, 2, 1]);
  expect(items.length).toBe(3);
  expect(zones).toContain(cloud.zoneName);
});

test("a refusal is the client's own error, with status and code", async () => {
  const failure = client.workers.scripts.deployments
    .create("none", { ...account, strategy: "percentage", versions: [] })
    .catch((error: unknown) => error);
  const error = await failure;
  expect(error).toBeInstanceOf(Cloudflare.NotFoundError);
  expect((error as InstanceType<typeof Cloudflare.NotFoundError>).errors[0]?.code).toBe(10007);
});

async function changesOfDomains(): Promise<number> {
  const query = "vendor=cloudflare&method=PUT&path=/workers/domains";
  const { origin } = new URL(cloud.cloudflareUrl);
  const response = await fetch(`${origin}/_local/journal?${query}`);
  return ((await response.json()) as unknown[]).length;
}

test("a permanent conflict is not repeated", async () => {
  await client.workers.beta.workers.create({ ...account, name: "first" });
  await client.workers.beta.workers.create({ ...account, name: "second" });
  const hostname = `shared.${cloud.zoneName}`;
  await client.workers.domains.update({ ...account, hostname, service: "first" });
  const before = await changesOfDomains();
  const error = await client.workers.domains
    .update({ ...account, hostname, service: "second" })
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Cloudflare.ConflictError);
  expect(await changesOfDomains()).toBe(before + 1);
});

test("settings, schedules, secrets, subdomain and tails speak the client's types", async () => {
  await client.workers.beta.workers.create({ ...account, name: "set" });
  const version = await upload("set", "set");
  const versions = [{ version_id: version, percentage: 100 }];
  const strategy = "percentage" as const;
  await client.workers.scripts.deployments.create("set", { ...account, strategy, versions });
  const { schedules } = await client.workers.scripts.schedules.update("set", {
    ...account,
    body: [{ cron: "*/30 * * * *" }],
  });
  await client.workers.scripts.secrets.update("set", {
    ...account,
    name: "KEY",
    text: "s3cret",
    type: "secret_text",
  });
  const secrets: string[] = [];
  for await (const { name } of client.workers.scripts.secrets.list("set", account)) {
    secrets.push(name);
  }
  const subdomain = await client.workers.scripts.subdomain.create("set", {
    ...account,
    enabled: true,
  });
  const tail = await client.workers.scripts.tail.create("set", account);
  const settings = await client.workers.scripts.scriptAndVersionSettings.get("set", account);

  expect(schedules.map(({ cron }) => cron)).toEqual(["*/30 * * * *"]);
  expect(secrets).toEqual(["KEY"]);
  expect(subdomain).toEqual({ enabled: true, previews_enabled: true });
  expect(tail.url).toMatch(/^ws:\/\/127\.0\.0\.1/);
  expect(settings.bindings?.map(({ name }) => name)).toEqual(["VERSION", "KEY"]);
});

test("DNS records, zone settings, policies and webhooks speak the client's types", async () => {
  const zone = { zone_id: cloud.zoneId };
  const record = await client.dns.records.create({
    ...zone,
    name: "docs",
    type: "CNAME",
    content: "example.net",
    ttl: 1,
    proxied: true,
  });
  const setting = await client.zones.settings.edit("brotli", { ...zone, value: "off" });
  const webhook = await client.alerting.destinations.webhooks.create({
    ...account,
    name: "hook",
    url: "https://example.com/hook",
  });
  const policy = await client.alerting.policies.create({
    ...account,
    name: "errors",
    alert_type: "universal_ssl_event_type",
    enabled: true,
    mechanisms: { webhooks: [{ id: webhook.id ?? "" }] },
  });
  const read = await client.alerting.policies.get(policy.id ?? "", account);
  expect(record.name).toBe(`docs.${cloud.zoneName}`);
  expect(setting).toMatchObject({ id: "brotli", value: "off" });
  expect(read.name).toBe("errors");
});
