import { expect, test } from "vitest";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("a zone is found by name and account, then read by id", async () => {
  const server = await useCloudflare();
  const { result } = await server.call<{ id: string }[]>(
    "GET",
    `/zones?name=example.com&account.id=${server.accountId}`,
  );
  const read = await server.call("GET", `/zones/${result[0]?.id}`);
  expect(result.map(({ id }) => id)).toEqual([server.zoneId]);
  expect(read.result).toMatchObject({ name: "example.com", status: "active" });
});

test.each(["name=example.net", "account.id=0000", "status=pending", "page=2"])(
  "no zone matches %s",
  async (query) => {
    const { call } = await useCloudflare();
    expect((await call("GET", `/zones?${query}`)).result).toEqual([]);
  },
);

test("an unknown zone is not found", async () => {
  const { call } = await useCloudflare();
  expect((await call("GET", "/zones/00000000000000000000000000000000")).status).toBe(404);
});

const record = { name: "www", type: "A", content: "192.0.2.1", ttl: 300 };

test("a DNS record gets its full name and comes back as it was sent", async () => {
  const { call } = await useCloudflare();
  const created = await call("POST", "Z/dns_records", { ...record, comment: "web" });
  const read = await call("GET", `Z/dns_records/${created.result.id}`);
  expect(read.result).toMatchObject({
    name: "www.example.com",
    type: "A",
    content: "192.0.2.1",
    ttl: 300,
    proxied: false,
    proxiable: true,
    comment: "web",
  });
});

test("the TTL of a proxied record is automatic", async () => {
  const { call } = await useCloudflare();
  const { result } = await call("POST", "Z/dns_records", { ...record, proxied: true });
  expect(result.ttl).toBe(1);
});

test.each([
  ["the very same record", record, 81058],
  ["the same record with another TTL", { ...record, ttl: 600 }, 81057],
  ["a CNAME beside it", { ...record, type: "CNAME", content: "example.org" }, 81053],
  ["an A record without an address", { ...record, content: "example.org" }, 9005],
  ["an AAAA record without an address", { ...record, type: "AAAA" }, 9006],
  ["a proxied TXT record", { ...record, type: "TXT", proxied: true }, 9004],
  ["a TTL of 59 s", { ...record, content: "192.0.2.2", ttl: 59 }, 9021],
])("%s is refused", async (_title, body, code) => {
  const { call } = await useCloudflare();
  await call("POST", "Z/dns_records", record);
  const answer = await call("POST", "Z/dns_records", body);
  expect(answer.status).toBe(400);
  expect(answer.errors[0]?.code).toBe(code);
});

test("a record is replaced, patched and deleted", async () => {
  const { call } = await useCloudflare();
  const { result } = await call("POST", "Z/dns_records", { ...record, comment: "web" });
  const path = `Z/dns_records/${result.id}`;
  const put = await call("PUT", path, { ...record, content: "192.0.2.9" });
  const patched = await call("PATCH", path, { ttl: 60 });
  const deleted = await call("DELETE", path);
  expect(put.result).toMatchObject({ content: "192.0.2.9", comment: null });
  expect(patched.result).toMatchObject({ content: "192.0.2.9", ttl: 60 });
  expect(deleted.result).toEqual({ id: result.id });
  expect((await call("GET", path)).errors[0]?.code).toBe(81044);
});

test("records are listed by their exact name and type", async () => {
  const { call } = await useCloudflare();
  await call("POST", "Z/dns_records", record);
  await call("POST", "Z/dns_records", { ...record, name: "api" });
  const { result } = await call<{ name: string }[]>(
    "GET",
    "Z/dns_records?name=api.example.com&type=A",
  );
  expect(result.map(({ name }) => name)).toEqual(["api.example.com"]);
});

test("a zone setting keeps the value that it is given", async () => {
  const { call } = await useCloudflare();
  const before = await call("GET", "Z/settings/always_use_https");
  await call("PATCH", "Z/settings/always_use_https", { value: "on" });
  const after = await call("GET", "Z/settings/always_use_https");
  const unknown = await call("PATCH", "Z/settings/levitation", { value: "on" });
  expect([before.result.value, after.result.value]).toEqual(["off", "on"]);
  expect(unknown.status).toBe(404);
});
