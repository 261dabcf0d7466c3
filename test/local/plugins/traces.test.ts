/**
 * Proves that our providers send what the vendors' own plugins were seen to send: method, path,
 * query and body of each step. The answers are the recorded ones too, so this says nothing about
 * whether a vendor would really give them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { PropertyObject } from "../../../local/plugins/grpc/property-value.ts";
import { Secret } from "../../../local/plugins/grpc/property-value.ts";
import type { PluginName } from "../../../local/plugins/resource.ts";
import { type Engine, usePlugins } from "./support/engine.ts";
import { type Answers, cloudflareAnswer, type FakeApi, useFakeApi } from "./support/fake-api.ts";
import {
  answersOf,
  comparable,
  expected,
  hasTraces,
  loadTrace,
  type TraceLine,
} from "./support/traces.ts";

interface Case {
  vendor: PluginName;
  type: string;
  inputs: PropertyObject;
  /** What a later run gives instead. */
  changes?: PropertyObject;
  /** The trace's lines, counted from 1, for each step. */
  lines: { create?: number[]; refresh?: number[]; update?: number[]; delete?: number[] };
  /** A replacement sends the update's lines as a creation. */
  isReplaced?: true;
}

const accountId = "ACCOUNT";
const zoneId = "ZONE";
const cloudflare = (name: string) =>
  `cloudflare:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const github = (name: string) =>
  `github:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const pagerduty = (name: string) =>
  `pagerduty:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const module = { name: "index.js", contentType: "application/javascript+module" };

function assetsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-assets-"));
  mkdirSync(join(folder, "css"));
  writeFileSync(join(folder, "index.html"), "<h1>one</h1>");
  writeFileSync(join(folder, "css", "site.css"), "h1{}");
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

const apiVersion: PropertyObject = {
  accountId,
  workerId: "id-10",
  annotations: { workersMessage: "m1", workersTag: "t1" },
  assets: {
    directory: assetsFolder(),
    config: { htmlHandling: "auto-trailing-slash", notFoundHandling: "404-page" },
  },
  bindings: [
    { name: "MODE", type: "plain_text", text: "prod" },
    { name: "KEY", type: "secret_text", text: new Secret("k") },
    { name: "ASSETS", type: "assets" },
    { name: "BACK", type: "service", service: "demo-backend", environment: "production" },
    { name: "BKT", type: "r2_bucket", bucketName: "demo-bucket" },
    { name: "DB", type: "d1", databaseId: "uuid-06" },
    { name: "HY", type: "hyperdrive", id: "id-08" },
    { name: "KV", type: "kv_namespace", namespaceId: "id-02" },
    { name: "Q", type: "queue", queueName: "demo-q" },
    { name: "ROOM", type: "durable_object_namespace", className: "Room" },
    { name: "VEC", type: "vectorize", indexName: "demo-idx" },
    { name: "VER", type: "version_metadata" },
  ],
  compatibilityDate: "2026-10-01",
  compatibilityFlags: ["nodejs_compat"],
  limits: { cpuMs: 50 },
  mainModule: "index.js",
  migrations: { newTag: "v1", newSqliteClasses: ["Room"] },
  modules: [{ ...module, contentBase64: "b25l" }],
  placement: { mode: "smart" },
};

const service: PropertyObject = {
  name: "API",
  description: "d1",
  escalationPolicy: "PESC0004",
  autoResolveTimeout: "14400",
  acknowledgementTimeout: "1800",
};

const cases: Case[] = [
  {
    vendor: "cloudflare",
    type: cloudflare("queue"),
    inputs: { accountId, queueName: "demo-q" },
    lines: { create: [3], refresh: [21], delete: [54] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("workersKvNamespace"),
    inputs: { accountId, title: "demo-kv" },
    lines: { create: [4], refresh: [20], delete: [52] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("r2Bucket"),
    inputs: { accountId, name: "demo-bucket", location: "weur" },
    changes: { storageClass: "InfrequentAccess" },
    lines: { create: [5], refresh: [19], update: [34], delete: [55] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("d1Database"),
    inputs: { accountId, name: "demo-db", readReplication: { mode: "disabled" } },
    changes: { readReplication: { mode: "auto" } },
    lines: { create: [7], refresh: [17], update: [35], delete: [57] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("worker"),
    inputs: { accountId, name: "demo-backend" },
    lines: { create: [8], refresh: [22], delete: [56] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("worker"),
    inputs: { accountId, name: "demo-api", tags: ["team:core"], observability: { enabled: true } },
    changes: { logpush: true },
    lines: { create: [9], refresh: [23], update: [36], delete: [51] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("workerVersion"),
    inputs: {
      accountId,
      workerId: "id-07",
      compatibilityDate: "2026-10-01",
      mainModule: "index.js",
      modules: [{ ...module, contentBase64: "b25l" }],
    },
    lines: { create: [10], refresh: [24], delete: [] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("workerVersion"),
    inputs: apiVersion,
    changes: { modules: [{ ...module, contentBase64: "dHdv" }] },
    lines: { create: [12, 13], refresh: [29], update: [37, 38], delete: [] },
    isReplaced: true,
  },
  {
    vendor: "cloudflare",
    type: cloudflare("workersDeployment"),
    inputs: {
      accountId,
      scriptName: "demo-api",
      strategy: "percentage",
      versions: [{ versionId: "uuid-17", percentage: 100 }],
    },
    changes: {
      versions: [
        { versionId: "uuid-24", percentage: 10 },
        { versionId: "uuid-17", percentage: 90 },
      ],
    },
    lines: { create: [14], refresh: [26], update: [39], delete: [] },
    isReplaced: true,
  },
  {
    vendor: "cloudflare",
    type: cloudflare("workersCronTrigger"),
    inputs: { accountId, scriptName: "demo-api", schedules: [{ cron: "*/5 * * * *" }] },
    changes: { schedules: [{ cron: "*/10 * * * *" }, { cron: "0 3 * * *" }] },
    lines: { create: [15], refresh: [27], update: [41], delete: [] },
  },
  {
    vendor: "cloudflare",
    type: cloudflare("workersRoute"),
    inputs: { zoneId, pattern: "example.test/api/*", script: "demo-api" },
    changes: { pattern: "example.test/v2/*" },
    lines: { create: [16], refresh: [28], update: [40], delete: [50] },
  },
  {
    vendor: "github",
    type: github("team"),
    inputs: { name: "Release Managers", description: "one", privacy: "closed" },
    changes: { description: "two" },
    lines: { create: [3], refresh: [12], update: [16], delete: [28] },
  },
  {
    vendor: "github",
    type: github("repositoryEnvironment"),
    inputs: {
      repository: "app",
      environment: "production",
      waitTimer: 5,
      canAdminsBypass: false,
      preventSelfReview: true,
      reviewers: [{ teams: [5001] }],
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    },
    changes: { waitTimer: 10 },
    lines: { create: [4], refresh: [10], update: [17], delete: [27] },
  },
  {
    vendor: "github",
    type: github("repositoryEnvironmentDeploymentPolicy"),
    inputs: { repository: "app", environment: "production", branchPattern: "main" },
    changes: { branchPattern: "release/*" },
    lines: { create: [6], refresh: [11], update: [18], delete: [25] },
  },
  {
    vendor: "github",
    type: github("actionsEnvironmentSecret"),
    inputs: {
      repository: "app",
      environment: "production",
      secretName: "CF_TOKEN",
      value: new Secret("one"),
    },
    changes: { value: new Secret("two") },
    lines: { create: [5, 7], refresh: [9], update: [19, 20], delete: [26] },
  },
  {
    vendor: "pagerduty",
    type: pagerduty("team"),
    inputs: { name: "Platform", description: "d1" },
    changes: { description: "d2" },
    lines: { create: [4, 5], refresh: [11], update: [19, 20], delete: [30] },
  },
  {
    vendor: "pagerduty",
    type: pagerduty("escalationPolicy"),
    inputs: {
      name: "Default",
      description: "d1",
      numLoops: 2,
      teams: "PTEA0001",
      rules: [
        {
          escalationDelayInMinutes: 10,
          targets: [{ id: "PSCH0002", type: "schedule_reference" }],
        },
      ],
    },
    changes: { description: "d2" },
    lines: { create: [6, 7], refresh: [13], update: [21], delete: [29] },
  },
  {
    vendor: "pagerduty",
    type: pagerduty("service"),
    inputs: service,
    changes: { description: "d2" },
    lines: { create: [8, 9], refresh: [12], update: [22, 23], delete: [28] },
  },
  {
    vendor: "slack",
    type: "slack:index/conversation:Conversation",
    inputs: {
      name: "ops",
      isPrivate: false,
      topic: "t1",
      purpose: "p",
      permanentMembers: ["UADA"],
    },
    changes: { name: "ops-two", topic: "t2", permanentMembers: ["UADA", "UBOB"] },
    lines: {
      create: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      refresh: [11, 12],
      update: [13, 14, 15, 16, 17, 18, 19, 15, 20],
      delete: [23],
    },
  },
];

/** Look-ups whose place in the vendors' order is not part of what is compared. */
const LOOKUPS = new Set([
  "GET /api/v3/orgs/acme",
  "GET /api/v3/repos/acme/app",
  "GET /api/v3/repositories/4242/environments/production/secrets/public-key",
  "GET /abilities",
  "POST /client/v4/accounts/ACCOUNT/workers/scripts/demo-api/assets-upload-session",
]);

const extraAnswers: Answers = {
  "GET /api/v3/orgs/acme": { body: { id: 7 } },
  "GET /api/v3/repos/acme/app": { body: { id: 4242, name: "app" } },
  "GET /api/v3/repositories/4242/environments/production/secrets/public-key": {
    body: { key_id: "568250167242549743", key: Buffer.alloc(32, 9).toString("base64") },
  },
  "GET /abilities": { body: { abilities: [] } },
  "POST /client/v4/accounts/ACCOUNT/workers/scripts/demo-api/assets-upload-session":
    cloudflareAnswer({ jwt: "local-completion", buckets: [] }),
};

describe.skipIf(!hasTraces)("next to the recorded requests of the vendors' plugins", () => {
  test.each(cases)("$type sends what the vendor's plugin sends for $inputs.name", async (each) => {
    const trace = hasTraces ? loadTrace(each.vendor) : [];
    const api = await useFakeApi();
    const engine = await connect(api, each.vendor);

    async function step<T>(name: keyof Case["lines"], run: () => Promise<T>): Promise<T> {
      const lines = (each.lines[name] ?? []).map((line) => trace[line - 1] as TraceLine);
      api.answers = { ...extraAnswers, ...withMount(each.vendor, answersOf(lines)) };
      api.received.length = 0;
      const result = await run();
      const sent = api.received.map(withoutMount).filter((request) => !isLookup(request));
      expect(sent.map(comparable)).toEqual(lines.map(expected));
      return result;
    }

    const { type, inputs } = each;
    const { id, outputs } = await step("create", () => engine.create(type, inputs));
    const read = await step("refresh", () => engine.read(type, id, outputs, inputs));
    expect(await engine.diff(type, read.outputs, inputs)).toMatchObject({ changes: {} });
    const news = { ...inputs, ...each.changes };
    if (each.changes !== undefined) {
      const difference = await engine.diff(type, read.outputs, news);
      expect(difference.replaces.length > 0).toBe(each.isReplaced === true);
      await step("update", () =>
        each.isReplaced === true
          ? engine.create(type, news)
          : engine.update(type, id, read.outputs, news),
      );
    }
    await step("delete", () => engine.delete(type, id, read.outputs));
  });

  test("getZone finds the zone by filter and reads it by id", async () => {
    const trace = loadTrace("cloudflare");
    const api = await useFakeApi(answersOf(trace.slice(0, 2)));
    const engine = await connect(api, "cloudflare");
    const filter = { name: "example.test", account: { id: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } };
    const zone = await engine.invoke("cloudflare:index/getZone:getZone", { filter });
    expect(zone).toMatchObject({ id: "ZONE", zoneId: "ZONE", name: "example.test" });
    expect(api.received.map(comparable)).toEqual(trace.slice(0, 2).map(expected));
  });

  test.each([
    { token: "pagerduty:index/getUser:getUser", args: { email: "ada@example.test" }, line: 2 },
    { token: "pagerduty:index/getVendor:getVendor", args: { name: "cloudflare" }, line: 3 },
  ])("$token asks what the vendor's plugin asks", async ({ token, args, line }) => {
    const trace = loadTrace("pagerduty");
    const api = await useFakeApi(answersOf(trace.slice(1, 3)));
    const engine = await connect(api, "pagerduty");
    api.received.length = 0;
    await engine.invoke(token, args);
    expect(api.received.map(comparable)).toEqual([expected(trace[line - 1] as TraceLine)]);
  });
});

async function connect(api: FakeApi, vendor: PluginName): Promise<Engine> {
  api.answers = { ...extraAnswers, ...api.answers };
  const rig = await usePlugins(api.origin);
  return rig.connect(vendor, vendor === "pagerduty" ? { apiUrlOverride: api.origin } : {});
}

/** The traces' Slack has no mount of its own in front of `/api`. */
function withMount(vendor: PluginName, answers: Answers): Answers {
  if (vendor !== "slack") return answers;
  return Object.fromEntries(
    Object.entries(answers).map(([key, answer]) => [key.replace(" /api", " /slack/api"), answer]),
  );
}

function withoutMount<T extends { path: string }>(request: T): T {
  return { ...request, path: request.path.replace(/^\/slack\/api/, "/api") };
}

function isLookup({ method, path }: { method: string; path: string }): boolean {
  return LOOKUPS.has(`${method} ${path}`);
}
