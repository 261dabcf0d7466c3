/** Proves the vendor's quirks of the resources around Workers: what replaces, what is never sent. */
import { expect, test } from "vitest";
import { type PropertyObject, Secret } from "../../../../local/plugins/grpc/property-value.ts";
import { usePlugins } from "../support/engine.ts";
import {
  type Answers,
  cloudflareAnswer,
  cloudflareRefusal,
  useFakeApi,
} from "../support/fake-api.ts";

const A = "/client/v4/accounts/a";
const type = (name: string) =>
  `cloudflare:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

async function useCloudflare(answers: Answers = {}) {
  const api = await useFakeApi(answers);
  const rig = await usePlugins(api.origin);
  return { api, engine: await rig.connect("cloudflare") };
}

test.each([
  {
    name: "d1Database",
    state: { accountId: "a", name: "db", uuid: "u", readReplication: { mode: "disabled" } },
    change: { name: "other" },
    replaces: ["name"],
  },
  {
    name: "d1Database",
    state: { accountId: "a", name: "db", uuid: "u", readReplication: { mode: "disabled" } },
    change: { primaryLocationHint: "weur" },
    replaces: ["primaryLocationHint"],
  },
  {
    name: "queue",
    state: { accountId: "a", queueName: "q", queueId: "i" },
    change: { queueName: "other" },
    replaces: [],
  },
  {
    name: "worker",
    state: { accountId: "a", name: "w", logpush: false, tags: [], tailConsumers: [] },
    change: { name: "other" },
    replaces: [],
  },
  {
    name: "workersRoute",
    state: { zoneId: "z", pattern: "p", script: "s" },
    change: { zoneId: "y" },
    replaces: ["zoneId"],
  },
  {
    name: "dnsRecord",
    state: { zoneId: "z", name: "n", type: "A", content: "c", ttl: 300, proxied: false },
    change: { type: "AAAA" },
    replaces: ["type"],
  },
  {
    name: "workersDeployment",
    state: {
      accountId: "a",
      scriptName: "s",
      strategy: "percentage",
      versions: [{ versionId: "v", percentage: 100 }],
      annotations: { workersTriggeredBy: "deployment" },
    },
    change: { annotations: { workersMessage: "again" } },
    replaces: ["annotations"],
  },
])("a $name with $change is replaced for $replaces", async ({ name, state, change, replaces }) => {
  const { engine } = await useCloudflare();
  const news = { ...state, ...change } as PropertyObject;
  for (const only of ["uuid", "queueId"]) delete news[only];
  const difference = await engine.diff(type(name), state as PropertyObject, news);
  expect(Object.keys(difference.changes)).not.toEqual([]);
  expect(difference.replaces).toEqual(replaces);
});

test("a bucket's location makes no difference, unless an answer comes without one", async () => {
  const { engine } = await useCloudflare();
  const state = { accountId: "a", name: "b", location: "WEUR", storageClass: "Standard" };
  const base = { accountId: "a", name: "b" };
  for (const location of ["weur", "eeur", undefined]) {
    const news = location === undefined ? base : { ...base, location };
    const difference = await engine.diff(type("r2Bucket"), state, news);
    expect(difference.changes).not.toHaveProperty("location");
  }
  const { location: _, ...without } = state;
  const difference = await engine.diff(type("r2Bucket"), without, { ...base, location: "weur" });
  expect(difference.replaces).toEqual(["location"]);
});

test("a storage class is changed by headers alone", async () => {
  const path = `${A}/r2/buckets/b`;
  const { api, engine } = await useCloudflare({
    [`PATCH ${path}`]: cloudflareAnswer({ name: "b" }),
  });
  const state = { accountId: "a", name: "b", storageClass: "Standard", jurisdiction: "default" };
  await engine.update(type("r2Bucket"), "b", state, {
    accountId: "a",
    name: "b",
    storageClass: "InfrequentAccess",
  });
  expect(api.received[0]).toMatchObject({
    body: null,
    headers: { "cf-r2-jurisdiction": "default", "cf-r2-storage-class": "InfrequentAccess" },
  });
});

test("a database without read replication gets an explicit null once a refresh has seen it", async () => {
  const path = `${A}/d1/database/u`;
  const answer = { uuid: "u", name: "db", read_replication: { mode: "auto" } };
  const { api, engine } = await useCloudflare({
    [`POST ${A}/d1/database`]: cloudflareAnswer(answer),
    [`GET ${path}`]: cloudflareAnswer(answer),
    [`PUT ${path}`]: cloudflareAnswer(answer),
  });
  const inputs = { accountId: "a", name: "db" };
  const { id, outputs } = await engine.create(type("d1Database"), inputs);
  expect((await engine.diff(type("d1Database"), outputs, inputs)).changes).toEqual({});
  const read = await engine.read(type("d1Database"), id, outputs, inputs);
  expect((await engine.diff(type("d1Database"), read.outputs, inputs)).changes).toEqual({
    readReplication: "delete",
  });
  await engine.update(type("d1Database"), id, read.outputs, inputs);
  expect(api.received.at(-1)?.body).toEqual({ name: "db", read_replication: null });
});

test("a cron trigger's schedules are never read back, and its deletion sends nothing", async () => {
  const path = `${A}/workers/scripts/s/schedules`;
  const { api, engine } = await useCloudflare({
    [`PUT ${path}`]: cloudflareAnswer({ schedules: [] }),
    [`GET ${path}`]: cloudflareAnswer({ schedules: [{ cron: "0 0 * * *" }] }),
  });
  const inputs = { accountId: "a", scriptName: "s", schedules: [{ cron: "*/5 * * * *" }] };
  const { id, outputs } = await engine.create(type("workersCronTrigger"), inputs);
  expect(id).toBe("s");
  const read = await engine.read(type("workersCronTrigger"), id, outputs, inputs);
  expect((await engine.diff(type("workersCronTrigger"), read.outputs, inputs)).changes).toEqual({});
  api.received.length = 0;
  await engine.delete(type("workersCronTrigger"), id, read.outputs);
  expect(api.received).toEqual([]);
});

test("a custom domain is put by hostname; replacing it is not delete-before-create", async () => {
  const { api, engine } = await useCloudflare({
    [`PUT ${A}/workers/domains`]: cloudflareAnswer({
      id: "d",
      hostname: "h",
      service: "s",
      zone_id: "z",
      zone_name: "example.com",
      environment: "production",
    }),
  });
  const inputs = { accountId: "a", hostname: "h", service: "s", zoneId: "z" };
  const { outputs } = await engine.create(type("workersCustomDomain"), inputs);
  expect(api.received[0]?.body).toEqual({ hostname: "h", service: "s", zone_id: "z" });
  expect(outputs).toMatchObject({ zoneName: "example.com", environment: "production" });
  const moved = { ...inputs, service: "other" };
  expect(await engine.diff(type("workersCustomDomain"), outputs, moved)).toMatchObject({
    replaces: ["service"],
    deletesFirst: false,
  });
});

test("a consumer's id is the account's, its script is answered under another name", async () => {
  const { engine } = await useCloudflare({
    [`POST ${A}/queues/q/consumers`]: cloudflareAnswer({ consumer_id: "c", script: "s" }),
    [`GET ${A}/queues/q/consumers/c`]: cloudflareAnswer({
      consumer_id: "c",
      type: "worker",
      script: "s",
      settings: { batch_size: 10, max_retries: 3 },
    }),
  });
  const inputs = {
    accountId: "a",
    queueId: "q",
    type: "worker",
    scriptName: "s",
    deadLetterQueue: "d",
  };
  const { id, outputs } = await engine.create(type("queueConsumer"), inputs);
  expect(id).toBe("a");
  const read = await engine.read(type("queueConsumer"), id, outputs, inputs);
  expect(read.outputs).toMatchObject({ scriptName: "s", deadLetterQueue: "d", consumerId: "c" });
  expect((await engine.diff(type("queueConsumer"), read.outputs, inputs)).changes).toEqual({});
  await expect(engine.read(type("queueConsumer"), "a/q/c")).rejects.toThrow(
    "cloudflare:index/queueConsumer:QueueConsumer cannot be imported",
  );
});

test("a key's name is escaped in the path, its value and metadata are one form", async () => {
  const path = `${A}/storage/kv/namespaces/n/values/flags%2Fmain`;
  const { api, engine } = await useCloudflare({ [`PUT ${path}`]: cloudflareAnswer(null) });
  const inputs = {
    accountId: "a",
    namespaceId: "n",
    keyName: "flags/main",
    value: "on",
    metadata: "{}",
  };
  const { id } = await engine.create(type("workersKv"), inputs);
  expect(id).toBe("flags/main");
  expect(api.received[0]?.body).toMatch(/name="value"\r\n\r\non\r\n.*name="metadata"\r\n\r\n\{\}/s);
});

test("a record's relative name is the same as the full one that is answered", async () => {
  const { engine } = await useCloudflare();
  const state = {
    zoneId: "z",
    name: "www.example.com",
    type: "A",
    content: "c",
    ttl: 300,
    proxied: false,
  };
  const isDifferent = async (name: string) =>
    Object.keys((await engine.diff(type("dnsRecord"), state, { ...state, name })).changes);
  expect(await isDifferent("www")).toEqual([]);
  expect(await isDifferent("www.example.com")).toEqual([]);
  expect(await isDifferent("ww")).toEqual(["name"]);
});

test("a proxied record has to have a ttl of 1", async () => {
  const { engine } = await useCloudflare();
  const inputs = { zoneId: "z", name: "n", type: "A", content: "c", ttl: 300, proxied: true };
  const { failures } = await engine.check(type("dnsRecord"), inputs);
  expect(failures).toEqual(["ttl must be set to 1 when `proxied` is true, got: 300."]);
});

test("a webhook's secret is kept through a refresh and stays secret", async () => {
  const path = `${A}/alerting/v3/destinations/webhooks`;
  const { engine } = await useCloudflare({
    [`POST ${path}`]: cloudflareAnswer({ id: "h" }),
    [`GET ${path}/h`]: cloudflareAnswer({
      id: "h",
      name: "n",
      url: "https://e.com",
      type: "generic",
    }),
  });
  const inputs = { accountId: "a", name: "n", url: "https://e.com", secret: "s" };
  const { id, outputs } = await engine.create(type("notificationPolicyWebhooks"), inputs);
  const read = await engine.read(type("notificationPolicyWebhooks"), id, outputs, inputs);
  expect(read.outputs.secret).toEqual(new Secret("s"));
  expect(read.inputs.secret).toEqual(new Secret("s"));
});

test("an object that is gone leaves the state on refresh, and fails a deletion", async () => {
  const path = `${A}/queues/q`;
  const { engine } = await useCloudflare({
    [`GET ${path}`]: cloudflareRefusal(404, 11000, "Queue not found."),
    [`DELETE ${path}`]: cloudflareRefusal(404, 11000, "Queue not found."),
  });
  const state = { accountId: "a", queueName: "q" };
  expect((await engine.read(type("queue"), "q", state, state)).id).toBe("");
  await expect(engine.delete(type("queue"), "q", state)).rejects.toThrow(
    /^failed to make http request: DELETE "http:.*\/queues\/q": 404 Queue not found\. \(code 11000\)$/,
  );
});

test("an import id of the wrong form says which form it has", async () => {
  const { engine } = await useCloudflare();
  await expect(engine.read(type("r2Bucket"), "a/b")).rejects.toThrow(
    'invalid ID "a/b": expected <account_id>/<id>/<jurisdiction>.',
  );
});

test("an import takes what is not a default as inputs", async () => {
  const { engine } = await useCloudflare({
    [`GET ${A}/queues/q1`]: cloudflareAnswer({
      queue_id: "q1",
      queue_name: "jobs",
      settings: { delivery_delay: 5 },
      consumers: [],
    }),
  });
  expect(await engine.read(type("queue"), "a/q1")).toMatchObject({
    id: "q1",
    inputs: { accountId: "a", queueName: "jobs", settings: { deliveryDelay: 5 } },
  });
});

test("ignored differences are none", async () => {
  const { engine } = await useCloudflare();
  const state = { accountId: "a", queueName: "q", settings: { deliveryDelay: 5 } };
  const news = { accountId: "a", queueName: "other", settings: { deliveryDelay: 6 } };
  const difference = await engine.diff(type("queue"), state, news, ["settings"]);
  expect(difference.changes).toEqual({ queueName: "update" });
});

test.each([
  { id: "zones/z/5", calls: ["GET /client/v4/zones/z/logpush/jobs/5"] },
  { id: "accounts/a/5", calls: [`GET ${A}/logpush/jobs/5`] },
])("the job $id is read where it belongs", async ({ id, calls }) => {
  const job = { id: 5, destination_conf: "r2://b", dataset: "workers_trace_events" };
  const { api, engine } = await useCloudflare({ [calls[0] ?? ""]: cloudflareAnswer(job) });
  const read = await engine.read(type("logpushJob"), id);
  expect(read).toMatchObject({ id: "5", outputs: { destinationConf: new Secret("r2://b") } });
  expect(api.calls()).toEqual(calls);
});

test("a job belongs to an account or to a zone, not to both", async () => {
  const { engine } = await useCloudflare();
  const inputs = { accountId: "a", zoneId: "z", destinationConf: "r2://b" };
  expect((await engine.check(type("logpushJob"), inputs)).failures).toEqual([
    'Exactly one of "accountId" and "zoneId" must be given.',
  ]);
});

test("a Pages project is changed by what differs, its secret variables are kept", async () => {
  const project = `${A}/pages/projects/site`;
  const variables = (value: string) => ({ KEY: { type: "secret_text", value } });
  const answer = {
    name: "site",
    production_branch: "main",
    deployment_configs: {
      production: {
        env_vars: variables(""),
        fail_open: true,
        always_use_latest_compatibility_date: false,
        build_image_major_version: 3,
        usage_model: "standard",
      },
    },
  };
  const { api, engine } = await useCloudflare({
    [`POST ${A}/pages/projects`]: cloudflareAnswer(answer),
    [`GET ${project}`]: cloudflareAnswer(answer),
    [`PATCH ${project}`]: cloudflareAnswer(answer),
  });
  const inputs: PropertyObject = {
    accountId: "a",
    name: "site",
    productionBranch: "main",
    deploymentConfigs: { production: { envVars: variables("s") } },
  };
  const { id, outputs } = await engine.create(type("pagesProject"), inputs);
  expect(api.received[0]?.body).toMatchObject({
    deployment_configs: { production: { env_vars: variables("s") } },
  });
  const read = await engine.read(type("pagesProject"), id, outputs, inputs);
  expect(read.inputs).toMatchObject({
    deploymentConfigs: { production: { envVars: variables("s") } },
  });
  const production = { envVars: variables("s"), compatibilityDate: "2026-11-01" };
  const news = { ...inputs, productionBranch: "release", deploymentConfigs: { production } };
  await engine.update(type("pagesProject"), id, read.outputs, news);
  expect(api.received.at(-1)?.body).toEqual({
    production_branch: "release",
    deployment_configs: { production: { compatibility_date: "2026-11-01" } },
  });
});

test("a ruleset's PUT has every rule, with its parameters under the API's names", async () => {
  const path = "/client/v4/zones/z/rulesets";
  const { api, engine } = await useCloudflare({ [`POST ${path}`]: cloudflareAnswer({ id: "r" }) });
  await engine.create(type("ruleset"), {
    zoneId: "z",
    kind: "zone",
    name: "limits",
    phase: "http_ratelimit",
    rules: [
      {
        ref: "api",
        action: "block",
        expression: "true",
        ratelimit: { characteristics: ["cf.colo.id"], period: 60, requestsPerPeriod: 100 },
      },
    ],
  });
  expect(api.received[0]?.body).toEqual({
    kind: "zone",
    name: "limits",
    phase: "http_ratelimit",
    description: "",
    rules: [
      {
        ref: "api",
        action: "block",
        expression: "true",
        enabled: true,
        ratelimit: {
          characteristics: ["cf.colo.id"],
          period: 60,
          requests_per_period: 100,
          requests_to_origin: false,
        },
      },
    ],
  });
});
