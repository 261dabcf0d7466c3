import { beforeEach, expect, test } from "vitest";
import { board, problemCode } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

const shop = "https://shop.example";

let open: Harness;
let closed: Harness;

beforeEach(async () => {
  open = await useWorker();
  closed = await useWorker({ ALLOWED_ORIGINS: `${shop}, https://www.example.org:8443` });
});

const preflight = (worker: Harness, origin: string, method: string) =>
  worker.fetch(board, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": method },
  });

const write = (worker: Harness, origin: string) =>
  worker.postJson(board, { title: "Dark mode" }, { origin });

const allowedOrigin = (response: Response) => response.headers.get("access-control-allow-origin");

test("without a list every page may read and write, never with credentials", async () => {
  for (const response of [
    await open.fetch(board, { headers: { origin: shop } }),
    await write(open, shop),
    await preflight(open, shop, "POST"),
  ]) {
    expect(response.ok).toBe(true);
    expect(allowedOrigin(response)).toBe("*");
    expect(response.headers.has("access-control-allow-credentials")).toBe(false);
  }
});

test("a preflight answers 204 with methods, headers and ten minutes", async () => {
  const response = await preflight(open, shop, "POST");
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type, x-request-id",
    "access-control-max-age": "600",
  });
});

test("with a list its origins may write, and the answer varies by origin", async () => {
  const response = await write(closed, shop);
  expect(response.status).toBe(201);
  expect(allowedOrigin(response)).toBe(shop);
  expect(response.headers.get("vary")).toContain("origin");
  expect((await preflight(closed, "https://www.example.org:8443", "POST")).status).toBe(204);
});

test.each([
  ["another site", "https://evil.example"],
  ["null", "null"],
  ["a suffix", "https://evil-shop.example"],
  ["a prefix", "https://shop.example.evil.example"],
  ["a subdomain", "https://a.shop.example"],
  ["another port", "https://shop.example:8443"],
  ["http", "http://shop.example"],
  ["another case", "https://SHOP.example"],
  ["a trailing slash", "https://shop.example/"],
  ["a missing port", "https://www.example.org"],
])("with a list, %s may not write: 403, and nothing is stored", async (_name, origin) => {
  const response = await write(closed, origin);
  expect(response.status).toBe(403);
  expect(await problemCode(response)).toBe("origin_not_allowed");
  expect(allowedOrigin(response)).toBeNull();
  expect(response.headers.get("vary")).toContain("origin");
  expect((await preflight(closed, origin, "POST")).status).toBe(403);
  expect(await closed.env.DB.prepare("SELECT 1 FROM feedback").first()).toBeNull();
});

test("a write that calls itself a read in a preflight's header is a write", async () => {
  const headers = { origin: "https://evil.example", "access-control-request-method": "GET" };
  const response = await closed.postJson(board, { title: "Dark mode" }, headers);
  expect(response.status).toBe(403);
  expect(await closed.env.DB.prepare("SELECT 1 FROM feedback").first()).toBeNull();
});

test("with a list every page may still read", async () => {
  const response = await closed.fetch(board, { headers: { origin: "https://evil.example" } });
  expect(response.status).toBe(200);
  expect(allowedOrigin(response)).toBe("*");
  expect((await preflight(closed, "https://evil.example", "GET")).status).toBe(204);
});

test("the Worker's own pages and callers without an origin may write", async () => {
  expect((await write(closed, "https://feedback.example.com")).status).toBe(201);
  expect((await closed.postJson(board, { title: "Dark mode" })).status).toBe(201);
});

test("a page can read why its request failed", async () => {
  const response = await open.postJson(board, { title: "" }, { origin: shop });
  expect(response.status).toBe(400);
  expect(allowedOrigin(response)).toBe("*");
  expect(response.headers.get("access-control-expose-headers")).toBe("retry-after, x-request-id");
});

test("health is not for other sites' pages", async () => {
  const response = await open.fetch("/health", { headers: { origin: shop } });
  expect(allowedOrigin(response)).toBeNull();
  expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
});
