import { expect, test } from "vitest";
import { createVersion, createWorker, deployVersions } from "../support/cloudflare-factories.ts";
import { type CloudflareServer, useCloudflare } from "../support/cloudflare-server.ts";

function click({ cloudflare }: CloudflareServer, name: string, ...args: string[]) {
  const found = cloudflare.clicks.find((each) => each.name === name);
  if (!found) throw new Error(`There is no click ${name}.`);
  expect(args.length).toBe(found.parameters.length);
  return Promise.resolve().then(() => found.run(args));
}

async function withWorker() {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const first = await createVersion(server, "api");
  const second = await createVersion(server, "api");
  await deployVersions(server, "api", [first, 100]);
  return { ...server, first, second };
}

test("deploy-version serves another version, and its deployment says who made it", async () => {
  const server = await withWorker();
  const said = await click(server, "deploy-version", "api", "2");
  const { result } = await server.call<{ deployments: object[] }>(
    "GET",
    "A/workers/scripts/api/deployments",
  );
  expect(said).toBe("api serves version 2 at 100 %.");
  expect(result.deployments[0]).toMatchObject({
    source: "dash",
    versions: [{ version_id: server.second, percentage: 100 }],
  });
});

test("split-traffic splits between two versions", async () => {
  const server = await withWorker();
  await click(server, "split-traffic", "api", "1", "25", server.second);
  expect(server.edge.served.scripts[0]?.split.map(({ percentage }) => percentage)).toEqual([
    25, 75,
  ]);
});

test("change-crons, toggle-workers-dev and set-secret change what is served", async () => {
  const server = await withWorker();
  await click(server, "deploy-version", "api", "2");
  await click(server, "change-crons", "api", "*/5 * * * *; 0 3 * * *");
  await click(server, "toggle-workers-dev", "api");
  await click(server, "set-secret", "api", "KEY", "v");
  const [script] = server.edge.served.scripts;
  expect(script?.crons).toEqual(["*/5 * * * *", "0 3 * * *"]);
  expect(script?.workersDev.enabled).toBe(true);
  expect(script?.split[0]?.version.bindings.at(-1)).toMatchObject({ name: "KEY", text: "v" });
});

test("routes are given away and deleted", async () => {
  const server = await withWorker();
  await createWorker(server, "other");
  await server.call("POST", "Z/workers/routes", { pattern: "example.com/*", script: "api" });
  await click(server, "assign-route", "example.com/*", "other");
  expect(server.edge.served.routes).toEqual([{ pattern: "example.com/*", script: "other" }]);
  await click(server, "delete-route", "example.com/*");
  expect(server.edge.served.routes).toEqual([]);
});

test("a DNS record points elsewhere, a KV namespace and a Worker are gone", async () => {
  const server = await withWorker();
  const record = { name: "www", type: "A", content: "192.0.2.1", ttl: 300 };
  await server.call("POST", "Z/dns_records", record);
  await server.call("POST", "A/storage/kv/namespaces", { title: "flags" });
  await click(server, "edit-dns-record", "www.example.com", "192.0.2.2");
  await click(server, "delete-kv-namespace", "flags");
  await click(server, "delete-worker", "api");
  const records = await server.call<object[]>("GET", "Z/dns_records");
  expect(records.result).toMatchObject([{ content: "192.0.2.2", ttl: 300 }]);
  expect((await server.call("GET", "A/workers/workers")).result).toEqual([]);
});

test.each([
  ["a Worker that is not there", "deploy-version", ["none", "1"]],
  ["a version that is not there", "deploy-version", ["api", "9"]],
  ["a split over 100 %", "split-traffic", ["api", "1", "101", "2"]],
  ["a cron that is none", "change-crons", ["api", "often"]],
  ["a route that is not there", "delete-route", ["example.com/*"]],
])("%s is no valid edit", async (_title, name, args) => {
  const server = await withWorker();
  await expect(click(server, name, ...args)).rejects.toMatchObject({ code: "invalid-click" });
});
