import { expect, test } from "vitest";
import { createWorker } from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

async function withWorkers() {
  const server = await useCloudflare();
  await createWorker(server, "api");
  await createWorker(server, "other");
  return server;
}

test("a route is served when it is acknowledged, and gone when it is deleted", async () => {
  const server = await withWorkers();
  const route = { pattern: "api.example.com/*", script: "api" };
  const { result } = await server.call("POST", "Z/workers/routes", route);
  expect(result).toEqual({ id: result.id, ...route });
  expect(server.edge.served.routes).toEqual([route]);
  const updated = await server.call("PUT", `Z/workers/routes/${result.id}`, {
    ...route,
    pattern: "api.example.com/v2/*",
  });
  expect(updated.result).toMatchObject({ id: result.id, pattern: "api.example.com/v2/*" });
  await server.call("DELETE", `Z/workers/routes/${result.id}`);
  expect(server.edge.served.routes).toEqual([]);
});

test("a route without a script lets requests bypass Workers", async () => {
  const server = await withWorkers();
  const { result } = await server.call("POST", "Z/workers/routes", {
    pattern: "example.com/raw/*",
  });
  expect(result).not.toHaveProperty("script");
  expect(server.edge.served.routes).toEqual([{ pattern: "example.com/raw/*", script: null }]);
});

test.each([
  ["a pattern that exists", { pattern: "example.com/taken/*", script: "api" }, 10020],
  ["a script that does not exist", { pattern: "example.com/*", script: "none" }, 10019],
  ["a host of another zone", { pattern: "example.org/*", script: "api" }, 10022],
  ["a host that only ends like the zone", { pattern: "myexample.com/*", script: "api" }, 10022],
  ["a wildcard inside the host", { pattern: "a.*.example.com/*", script: "api" }, 10022],
  ["a wildcard inside the path", { pattern: "example.com/*/x", script: "api" }, 10022],
  ["a query string", { pattern: "example.com/?a=b", script: "api" }, 10022],
])("%s is refused", async (_title, route, code) => {
  const server = await withWorkers();
  await server.call("POST", "Z/workers/routes", { pattern: "example.com/taken/*", script: "api" });
  const answer = await server.call("POST", "Z/workers/routes", route);
  expect(answer.errors[0]?.code).toBe(code);
});

test.each(["example.com", "*.example.com/*", "*example.com/*", "https://example.com/a*"])(
  "the pattern %s is taken",
  async (pattern) => {
    const server = await withWorkers();
    const { status } = await server.call("POST", "Z/workers/routes", { pattern, script: "api" });
    expect(status).toBe(200);
  },
);

test("wrangler's route list replaces the Worker's routes and no other", async () => {
  const server = await withWorkers();
  await server.call("POST", "Z/workers/routes", { pattern: "example.com/a/*", script: "api" });
  await server.call("POST", "Z/workers/routes", { pattern: "example.com/b/*", script: "other" });
  const taken = await server.call("PUT", "A/workers/scripts/api/routes", [
    { pattern: "example.com/b/*" },
  ]);
  await server.call("PUT", "A/workers/scripts/api/routes", [{ pattern: "example.com/c/*" }]);
  expect(taken.errors[0]?.code).toBe(10020);
  expect(server.edge.served.routes).toEqual([
    { pattern: "example.com/b/*", script: "other" },
    { pattern: "example.com/c/*", script: "api" },
  ]);
});

test("a custom domain comes with its DNS record and is served", async () => {
  const server = await withWorkers();
  const domain = { hostname: "feedback.example.com", service: "api", zone_id: server.zoneId };
  const { result } = await server.call("PUT", "A/workers/domains", domain);
  const records = await server.call<object[]>("GET", "Z/dns_records");
  expect(result).toMatchObject({ ...domain, environment: "production", zone_name: "example.com" });
  expect(records.result).toMatchObject([
    { name: "feedback.example.com", type: "AAAA", proxied: true, meta: { read_only: true } },
  ]);
  expect(server.edge.served.customDomains).toEqual([
    { hostname: "feedback.example.com", script: "api" },
  ]);
});

test("the same custom domain again is the same object", async () => {
  const server = await withWorkers();
  const domain = { hostname: "feedback.example.com", service: "api" };
  const first = await server.call("PUT", "A/workers/domains", domain);
  const second = await server.call("PUT", "A/workers/domains", domain);
  expect(second.result).toEqual(first.result);
});

test("another Worker's hostname is refused for good: clients do not repeat it", async () => {
  const server = await withWorkers();
  const hostname = "feedback.example.com";
  await server.call("PUT", "A/workers/domains", { hostname, service: "api" });
  const response = await fetch(`${server.url}/accounts/${server.accountId}/workers/domains`, {
    method: "PUT",
    headers: { authorization: "Bearer local-test" },
    body: JSON.stringify({ hostname, service: "other" }),
  });
  expect(response.status).toBe(409);
  expect(response.headers.get("x-should-retry")).toBe("false");
  expect(await response.json()).toMatchObject({ errors: [{ code: 100116 }] });
});

test("a hostname with a DNS record is refused unless the record may be replaced", async () => {
  const server = await withWorkers();
  const record = { name: "www", type: "A", content: "192.0.2.1", ttl: 300 };
  await server.call("POST", "Z/dns_records", record);
  const domain = { hostname: "www.example.com", service: "api" };
  const refused = await server.call("PUT", "A/workers/domains", domain);
  const replaced = await server.call("PUT", "A/workers/scripts/api/domains/records", {
    origins: [{ hostname: "www.example.com" }],
    override_existing_dns_record: true,
  });
  expect(refused.errors[0]?.code).toBe(100117);
  expect(replaced.status).toBe(200);
});

test("a changeset says what attaching hostnames would change", async () => {
  const server = await withWorkers();
  await server.call("PUT", "A/workers/domains", { hostname: "a.example.com", service: "other" });
  await server.call("PUT", "A/workers/domains", { hostname: "b.example.com", service: "api" });
  const { result } = await server.call("POST", "A/workers/scripts/api/domains/changeset", [
    { hostname: "a.example.com" },
    { hostname: "c.example.com" },
  ]);
  expect(result).toMatchObject({
    added: [{ hostname: "c.example.com" }],
    updated: [{ hostname: "a.example.com", modified: true }],
    removed: [{ hostname: "b.example.com" }],
    conflicting: [],
  });
});

test("a deleted custom domain is not served and leaves no DNS record", async () => {
  const server = await withWorkers();
  const domain = { hostname: "a.example.com", service: "api" };
  const { result } = await server.call("PUT", "A/workers/domains", domain);
  await server.call("DELETE", `A/workers/domains/${result.id}`);
  const gone = await server.call("GET", `A/workers/domains/${result.id}`);
  expect(gone.errors[0]?.code).toBe(100114);
  expect(server.edge.served.customDomains).toEqual([]);
  expect((await server.call("GET", "Z/dns_records")).result).toEqual([]);
});
