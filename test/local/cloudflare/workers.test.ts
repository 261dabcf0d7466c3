import { expect, test } from "vitest";
import { createVersion, createWorker, deployVersions } from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("a new Worker has the defaults that a provider compares with", async () => {
  const { call } = await useCloudflare();
  const { status, result } = await call("POST", "A/workers/workers", {
    name: "api",
    observability: { enabled: true, traces: { enabled: false } },
    subdomain: { enabled: false, previews_enabled: false },
  });
  expect(status).toBe(200);
  expect(result).toMatchObject({
    name: "api",
    logpush: false,
    tags: [],
    deployed_on: null,
    tail_consumers: [],
    subdomain: { enabled: false, previews_enabled: false },
    observability: {
      enabled: true,
      head_sampling_rate: 1,
      logs: { enabled: false, invocation_logs: true, persist: true, destinations: [] },
      traces: { enabled: false, head_sampling_rate: 1, persist: true, destinations: [] },
    },
    references: { domains: [], durable_objects: [], queues: [], workers: [] },
  });
  expect(result.id).toMatch(/^[0-9a-f]{32}$/);
});

test("a Worker is found by id and by name", async () => {
  const server = await useCloudflare();
  const id = await createWorker(server, "api");
  const byId = await server.call("GET", `A/workers/workers/${id}`);
  const byName = await server.call("GET", "A/workers/workers/api");
  expect(byName.result).toEqual(byId.result);
});

test.each([
  ["a name that is taken", "api", 409, 10040],
  ["a name with upper case", "Api", 400, 10016],
  ["a name that starts with a hyphen", "-api", 400, 10016],
])("%s is refused", async (_title, name, status, code) => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const answer = await server.call("POST", "A/workers/workers", { name });
  expect(answer.status).toBe(status);
  expect(answer.errors[0]?.code).toBe(code);
});

test("previews follow workers.dev unless they are set", async () => {
  const { call } = await useCloudflare();
  const subdomain = { enabled: true };
  const { result } = await call("POST", "A/workers/workers", { name: "api", subdomain });
  expect(result.subdomain).toMatchObject({ enabled: true, previews_enabled: true });
});

test("a new Worker is known to the edge, which answers its previews", async () => {
  const server = await useCloudflare();
  const subdomain = { enabled: false, previews_enabled: true };
  await server.call("POST", "A/workers/workers", { name: "api", subdomain });
  expect(server.edge.served.scripts).toMatchObject([
    { name: "api", split: [], workersDev: { enabled: false, previewsEnabled: true } },
  ]);
});

test("a new name renames in place, and routes follow", async () => {
  const server = await useCloudflare();
  const id = await createWorker(server, "old");
  await server.call("POST", "Z/workers/routes", { pattern: "example.com/*", script: "old" });
  const { result } = await server.call("PUT", `A/workers/workers/${id}`, { name: "new" });
  const routes = await server.call<{ script: string }[]>("GET", "Z/workers/routes");
  expect(result).toMatchObject({ id, name: "new" });
  expect(routes.result.map(({ script }) => script)).toEqual(["new"]);
  expect(server.edge.served.routes).toEqual([{ pattern: "example.com/*", script: "new" }]);
});

test("a PUT sets what it leaves out to the default, a PATCH keeps it", async () => {
  const server = await useCloudflare();
  const id = await createWorker(server, "api");
  await server.call("PATCH", `A/workers/workers/${id}`, { logpush: true, tags: ["a"] });
  const patched = await server.call("PATCH", `A/workers/workers/${id}`, { tags: ["b"] });
  const put = await server.call("PUT", `A/workers/workers/${id}`, { name: "api" });
  expect(patched.result).toMatchObject({ logpush: true, tags: ["b"] });
  expect(put.result).toMatchObject({ logpush: false, tags: [] });
});

test("a Worker that another one's served version binds is not deleted", async () => {
  const server = await useCloudflare();
  const target = await createWorker(server, "backend");
  const binder = await createWorker(server, "frontend");
  const bindings = [{ type: "service", name: "BACK", service: "backend" }];
  const version = await createVersion(server, "frontend", { bindings });
  await deployVersions(server, "frontend", [version, 100]);

  const refused = await server.call("DELETE", `A/workers/workers/${target}`);
  const { result } = await server.call("GET", `A/workers/workers/${target}`);
  await server.call("DELETE", `A/workers/workers/${binder}`);
  const deleted = await server.call("DELETE", `A/workers/workers/${target}`);

  expect(refused.errors[0]?.code).toBe(10064);
  expect(result.references).toMatchObject({ workers: [{ id: binder, name: "frontend" }] });
  expect(deleted.status).toBe(200);
});

test("force deletes a Worker with its custom domain and the domain's DNS record", async () => {
  const server = await useCloudflare();
  const id = await createWorker(server, "api");
  await server.call("PUT", "A/workers/domains", { hostname: "api.example.com", service: "api" });
  const refused = await server.call("DELETE", `A/workers/workers/${id}`);
  const forced = await server.call("DELETE", `A/workers/workers/${id}?force=true`);
  const records = await server.call("GET", "Z/dns_records");
  expect(refused.errors[0]?.code).toBe(10064);
  expect(forced.status).toBe(200);
  expect(records.result).toEqual([]);
  expect(server.edge.served.customDomains).toEqual([]);
});

test("a page past the end of a list is empty", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const { result, result_info } = await server.call("GET", "A/workers/workers?page=2");
  expect(result).toEqual([]);
  expect(result_info).toMatchObject({ page: 2, count: 0, total_count: 1 });
});
