/**
 * Proves that a creation or deletion whose answer was lost is completed, not repeated, over the real
 * vendors' emulators. It does not prove what survives a kill: test/system/killed-cloud.test.ts does.
 */
import { expect, test } from "vitest";
import { Operations } from "../../../local/operations.ts";
import type { PropertyObject } from "../../../local/plugins/grpc/property-value.ts";
import type { PluginName } from "../../../local/plugins/resource.ts";
import { createPagerduty } from "../../../local/vendors/pagerduty/index.ts";
import { createSlack } from "../../../local/vendors/slack/index.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";
import { useVendor, type VendorServer } from "../support/vendor-server.ts";
import { usePlugins } from "./support/engine.ts";

const schedule = "pagerduty:index/schedule:Schedule";
const conversation = "slack:index/conversation:Conversation";
const account = "10ca1c10ad0000000000000000000001";

/** A provider that remembers, in front of a vendor; `known` is what the engine's state has. */
async function useProvider(name: PluginName, server: VendorServer) {
  const known = new Set<string>();
  const state: { ids: ReadonlySet<string> | undefined } = { ids: known };
  const operations = new Operations(server.context.store);
  const memory = { operations, knownIds: () => state.ids };
  const rig = await usePlugins(server.origin, { memory });
  const writes = () =>
    server.journal
      .list()
      .filter(({ method }) => method !== "GET")
      .map(({ method, path, status }) => `${method} ${path} ${status}`);
  return { engine: await rig.connect(name), known, state, writes, server };
}

const usePagerduty = async () => useProvider("pagerduty", await useVendor(createPagerduty));
const useSlack = async () => useProvider("slack", await useVendor(createSlack));
const useCloudflareProvider = async () => useProvider("cloudflare", await useCloudflare());

const weekly: PropertyObject = {
  name: "Weekly",
  start: "2026-01-05T09:00:00Z",
  rotationVirtualStart: "2026-01-05T09:00:00Z",
  rotationTurnLengthSeconds: 604_800,
  users: ["PUADA01"],
};
const primary: PropertyObject = { name: "Primary", timeZone: "Etc/UTC", layers: [weekly] };

test("a creation whose answer is cut off takes the answer that was given", async () => {
  const { engine, server, writes } = await usePagerduty();
  server.faults.add({ vendor: "pagerduty", method: "POST", effect: { kind: "cut-after" } });
  const { id } = await engine.create(schedule, primary);
  expect(id).toMatch(/^P/);
  expect(writes()).toEqual(["POST /schedules 0"]);
});

test("a client that never asks again has the answer that was cut off", async () => {
  const { engine, server, writes } = await useSlack();
  server.faults.add({
    vendor: "slack",
    path: "/api/conversations.create",
    effect: { kind: "cut-after" },
  });
  const { outputs } = await engine.create(conversation, { name: "ops", isPrivate: false });
  expect(outputs.name).toBe("ops");
  expect(writes().filter((write) => write.includes("conversations.create"))).toHaveLength(1);
});

test("what the engine's state has not heard of is adopted without a write", async () => {
  const { engine, writes } = await usePagerduty();
  const made = await engine.create(schedule, primary);
  const before = writes();
  expect(await engine.create(schedule, primary)).toEqual(made);
  expect(writes()).toEqual(before);
});

test("what the engine's state has is made anew, as a replacement asks", async () => {
  const { engine, known } = await usePagerduty();
  known.add((await engine.create(schedule, primary)).id);
  await expect(engine.create(schedule, primary)).rejects.toThrow("Name has already been taken");
});

test("what the engine has imported meanwhile is not taken over a second time", async () => {
  const { engine, server, known } = await usePagerduty();
  const refused = { kind: "status", status: 400 } as const;
  server.faults.add({ vendor: "pagerduty", path: "/schedules/*", times: 1, effect: refused });
  await expect(engine.create(schedule, primary)).rejects.toThrow("400");
  const [made] = server.context.store.collection<{ id: string }>("pagerduty.schedules").list();
  known.add(made?.id ?? "");
  await expect(engine.create(schedule, primary)).rejects.toThrow("Name has already been taken");
});

test("without the engine's state a complete creation is not adopted", async () => {
  const { engine, state } = await usePagerduty();
  await engine.create(schedule, primary);
  state.ids = undefined;
  await expect(engine.create(schedule, primary)).rejects.toThrow("Name has already been taken");
});

test("what was made is brought to the inputs that are wanted now", async () => {
  const { engine } = await usePagerduty();
  const made = await engine.create(schedule, primary);
  const wanted = { ...primary, name: "Primary on call", description: "Is paged first." };
  const adopted = await engine.create(schedule, wanted);
  expect(adopted.id).toBe(made.id);
  const { outputs } = await engine.read(schedule, made.id, adopted.outputs, wanted);
  expect(outputs).toMatchObject({ name: "Primary on call", description: "Is paged first." });
});

test("what somebody edited meanwhile is brought back", async () => {
  const { engine, server } = await usePagerduty();
  const { id, outputs } = await engine.create(schedule, primary);
  await engine.update(schedule, id, outputs, { ...primary, description: "By hand." });
  const adopted = await engine.create(schedule, primary);
  expect(adopted.id).toBe(id);
  const { outputs: now } = await engine.read(schedule, id, adopted.outputs, primary);
  expect(now.description).toBe("Managed by Pulumi");
  expect(server.journal.list({ method: "POST" })).toHaveLength(1);
});

test("what is gone meanwhile is made anew", async () => {
  const { engine } = await usePagerduty();
  const made = await engine.create(schedule, primary);
  await engine.delete(schedule, made.id, made.outputs);
  expect((await engine.create(schedule, primary)).id).not.toBe(made.id);
});

test("a user group that somebody disabled meanwhile is enabled again", async () => {
  const { engine, server, writes } = await useSlack();
  const group = "slack:index/usergroup:Usergroup";
  const inputs = { name: "On call", handle: "on-call", users: ["U0LOCALADA"] };
  const made = await engine.create(group, inputs);
  const body = new URLSearchParams({ token: "local-token", usergroup: made.id });
  await fetch(`${server.url}/api/usergroups.disable`, { method: "POST", body });
  expect((await engine.create(group, inputs)).id).toBe(made.id);
  expect(writes().filter((write) => /disable|enable/.test(write))).toEqual([
    "POST /api/usergroups.disable 200",
    "POST /api/usergroups.enable 200",
  ]);
});

test("where only a new object will do, a new one is made", async () => {
  const { engine, writes } = await useCloudflareProvider();
  const database = "cloudflare:index/d1Database:D1Database";
  const made = await engine.create(database, { accountId: account, name: "one" });
  const other = await engine.create(database, { accountId: account, name: "two" });
  expect(other.id).not.toBe(made.id);
  expect(writes()).toHaveLength(2);
});

test("a creation of several calls goes on after the last one that was answered", async () => {
  const { engine, server, state, writes } = await useSlack();
  const inputs = { name: "ops", isPrivate: false, topic: "Slipway", purpose: "Alerts" };
  const path = "/api/conversations.setPurpose";
  server.faults.add({ vendor: "slack", path, times: 1, effect: { kind: "status", status: 503 } });
  await expect(engine.create(conversation, inputs)).rejects.toThrow("conversation purpose");
  state.ids = new Set();
  const { outputs } = await engine.create(conversation, inputs);
  expect(outputs).toMatchObject({ topic: "Slipway", purpose: "Alerts" });
  for (const method of ["conversations.create", "conversations.setTopic"]) {
    expect(writes().filter((write) => write.includes(method))).toHaveLength(1);
  }
});

test("a second engine's creation waits for the one that the first has left running", async () => {
  const { engine, server, writes } = await usePagerduty();
  server.faults.add({ vendor: "pagerduty", method: "POST", effect: { kind: "latency", ms: 50 } });
  const [first, second] = await Promise.all([
    engine.create(schedule, primary),
    engine.create(schedule, primary),
  ]);
  expect(second.id).toBe(first.id);
  expect(writes()).toEqual(["POST /schedules 201"]);
});

test("a preview of a creation reaches nothing", async () => {
  const { engine, server } = await usePagerduty();
  const before = server.journal.list().length;
  await engine.create(schedule, primary, true);
  expect(server.journal.list()).toHaveLength(before);
});

test("a deployment is made again: an earlier one may not be in force any more", async () => {
  const { engine, writes, server } = await useCloudflareProvider();
  const inputs = { accountId: account, name: "w" };
  const worker = await engine.create("cloudflare:index/worker:Worker", inputs);
  const version = "cloudflare:index/workerVersion:WorkerVersion";
  const contentBase64 = Buffer.from("export default { fetch: () => new Response() }").toString(
    "base64",
  );
  const module = { name: "w.js", contentType: "application/javascript+module", contentBase64 };
  const made = await engine.create(version, {
    accountId: account,
    workerId: worker.id,
    compatibilityDate: "2026-01-01",
    mainModule: "w.js",
    modules: [module],
  });
  const deployment = {
    accountId: account,
    scriptName: "w",
    strategy: "percentage",
    versions: [{ percentage: 100, versionId: made.id }],
  };
  const type = "cloudflare:index/workersDeployment:WorkersDeployment";
  const first = await engine.create(type, deployment);
  expect((await engine.create(type, deployment)).id).not.toBe(first.id);
  expect(writes().filter((write) => write.includes("/deployments"))).toHaveLength(2);
  expect(server.context.store.collection("cloudflare.versions").list()).toHaveLength(1);
});

test.each([
  ["of the same code is adopted", "one", 1],
  ["of other code is another version", "two", 2],
])("a version %s", async (_title, text, count) => {
  const { engine, server } = await useCloudflareProvider();
  const inputs = { accountId: account, name: "w" };
  const worker = await engine.create("cloudflare:index/worker:Worker", inputs);
  const versionOf = (body: string) => ({
    accountId: account,
    workerId: worker.id,
    mainModule: "w.js",
    modules: [
      {
        name: "w.js",
        contentType: "application/javascript+module",
        contentBase64: Buffer.from(
          `export default { fetch: () => new Response("${body}") }`,
        ).toString("base64"),
      },
    ],
  });
  const type = "cloudflare:index/workerVersion:WorkerVersion";
  await engine.create(type, versionOf("one"));
  await engine.create(type, versionOf(text));
  expect(server.context.store.collection("cloudflare.versions").list()).toHaveLength(count);
});

test("a deletion that was done unheard is done", async () => {
  const { engine, server } = await usePagerduty();
  const { id, outputs } = await engine.create(schedule, primary);
  server.faults.add({ vendor: "pagerduty", method: "DELETE", effect: { kind: "cut-after" } });
  await engine.delete(schedule, id, outputs);
  server.faults.clear();
  await engine.delete(schedule, id, outputs);
});

test("a deletion of what somebody else has deleted fails as the vendor's does", async () => {
  const { engine } = await usePagerduty();
  const { outputs } = await engine.create(schedule, primary);
  await expect(engine.delete(schedule, "PNOTHERE", outputs)).rejects.toThrow("404");
  await expect(engine.delete(schedule, "PNOTHERE", outputs)).rejects.toThrow("404");
});
