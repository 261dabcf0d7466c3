/** Proves what a Worker finds in `env`, in its modules and in the Cache API, and where fetch() goes. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { esModule, script, startEdge, state, type TestEdge } from "./support.ts";

const worker = `import text from "./motto.txt";
import data from "./bytes.bin";
import wasm from "./add.wasm";
import config from "./lib/config.js";
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/env": return Response.json(env);
      case "/modules": {
        const { exports } = await WebAssembly.instantiate(wasm);
        return Response.json([text, [...new Uint8Array(data)], exports.add(2, 3), config]);
      }
      case "/limit": return Response.json(await env.LIMIT.limit({ key: searchParams.get("key") }));
      case "/secret": return new Response(await env[searchParams.get("name")].get().catch(({ message }) => message));
      case "/point": return Response.json(env.METRICS.writeDataPoint({ blobs: ["a"], doubles: [1] }) ?? null);
      case "/cache": {
        const cache = searchParams.has("named") ? await caches.open("mine") : caches.default;
        const found = await cache.match("https://cache/key");
        if (found) return new Response("found " + (await found.text()));
        await cache.put("https://cache/key", new Response("kept", { headers: { "Cache-Control": "max-age=60" } }));
        return new Response("put");
      }
      case "/purge": return Response.json(await caches.default.delete("https://cache/key"));
      case "/socket": {
        const { webSocket } = await fetch("https://other.example.com/", { headers: { Upgrade: "websocket" } });
        webSocket.accept();
        const message = new Promise((resolve) => webSocket.addEventListener("message", ({ data }) => resolve(data)));
        webSocket.send("hello");
        return new Response(await message);
      }
      case "/proxy": return fetch(new Request(searchParams.get("url"), request));
      case "/fetch": {
        const answer = await fetch(searchParams.get("url"), { method: "POST", body: "asked", headers: { "x-from": "worker" } });
        return new Response(answer.status + " " + (await answer.text()));
      }
    }
  },
};`;

/** (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)) */
const addWasm = Buffer.from("AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABags=", "base64");

const other = `export default {
  async fetch(request) {
    if (request.headers.get("upgrade") === "websocket") {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      server.addEventListener("message", ({ data }) => server.send("other echoes " + data));
      return new Response(null, { status: 101, webSocket: client });
    }
    return new Response(new URL(request.url).host + " got " + (await request.text()) + " from " + request.headers.get("cf-worker"));
  },
};`;

let edge: TestEdge;
let server: Server;
let now = new Date("2026-11-21T12:00:00Z");
const secrets = new Map([["api-key", "s3cret"]]);

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.headers["sec-fetch-site"] || request.headers.origin) response.write("for a page, ");
    response.end(`loopback server got ${request.method} ${request.url} ${await text(request)}`);
  });
  server.listen(0, "127.0.0.1");
  edge = await startEdge({
    clock: { now: () => now },
    secret: (storeId, name) => (storeId === "store" ? secrets.get(name) : undefined),
    emulatedHosts: () => ({ "hooks.example.net": `${loopback()}/emulator` }),
  });
  const version = edge.version(
    "worker",
    {
      "index.js": esModule(worker),
      "lib/config.js": esModule("export default 'configured';"),
      "motto.txt": { contentType: "text/plain", content: "slow is smooth" },
      "bytes.bin": { contentType: "application/octet-stream", content: new Uint8Array([1, 2]) },
      "add.wasm": { contentType: "application/wasm", content: addWasm },
      "index.js.map": { contentType: "application/source-map", content: "{}" },
    },
    {
      tag: "v1.2.3",
      bindings: [
        { type: "plain_text", name: "NAME", text: 'with "quotes"\nand lines' },
        { type: "secret_text", name: "KEY", text: "hidden" },
        { type: "json", name: "LIST", json: [1, { a: null }] },
        { type: "json", name: "TEXT_JSON", json: '{"b":true}' },
        { type: "ratelimit", name: "LIMIT", namespace_id: "7", simple: { limit: 2, period: 60 } },
        { type: "secrets_store_secret", name: "STORED", store_id: "store", secret_name: "api-key" },
        { type: "secrets_store_secret", name: "GONE", store_id: "store", secret_name: "gone" },
        { type: "analytics_engine", name: "METRICS", dataset: "metrics" },
      ],
    },
  );
  await edge.edge.apply(
    state([script(version), script(edge.version("other", other))], {
      routes: [{ pattern: "other.example.com/*", script: "other" }],
    }),
  );
});

afterAll(async () => {
  server.close();
  await edge.close();
});

const loopback = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const get = async (path: string) => (await edge.get(`http://worker.localhost${path}`)).body;
const ask = (url: string) => get(`/fetch?url=${encodeURIComponent(url)}`);

test("texts, secrets, JSON and version metadata are in env", async () => {
  const version = edge.versions[0];
  expect(JSON.parse(await get("/env"))).toMatchObject({
    NAME: 'with "quotes"\nand lines',
    KEY: "hidden",
    LIST: [1, { a: null }],
    TEXT_JSON: { b: true },
    VERSION: { id: version?.id, tag: "v1.2.3", timestamp: version?.createdOn },
  });
});

test("text, data, WebAssembly and nested modules can be imported", async () => {
  expect(JSON.parse(await get("/modules"))).toEqual(["slow is smooth", [1, 2], 5, "configured"]);
});

test("a rate limit counts by key and begins anew after its period", async () => {
  const limit = async (key: string) =>
    (JSON.parse(await get(`/limit?key=${key}`)) as { success: boolean }).success;
  expect([await limit("a"), await limit("a"), await limit("a"), await limit("b")]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  now = new Date(now.getTime() + 60_000);
  expect(await limit("a")).toBe(true);
});

test("a stored secret is read anew at each call", async () => {
  expect(await get("/secret?name=STORED")).toBe("s3cret");
  secrets.set("api-key", "rotated");
  expect(await get("/secret?name=STORED")).toBe("rotated");
  expect(await get("/secret?name=GONE")).toBe('Secret "gone" not found in store store.');
});

test("a data point of Analytics Engine is accepted", async () => {
  expect(await get("/point")).toBe("null");
});

test("the Cache API keeps a response until it is purged or stale", async () => {
  expect([await get("/cache"), await get("/cache"), await get("/cache?named")]).toEqual([
    "put",
    "found kept",
    "put",
  ]);
  expect([await get("/purge"), await get("/purge"), await get("/cache")]).toEqual([
    "true",
    "false",
    "put",
  ]);
  now = new Date(now.getTime() + 61_000);
  expect(await get("/cache")).toBe("put");
});

test.each([
  ["https://other.example.com/x", "200 other.example.com got asked from worker"],
  ["https://other.acme.workers.dev/x", "200 other.acme.workers.dev got asked from worker"],
])("fetch(%s) of a host of this cloud reaches its Worker", async (url, expected) => {
  expect(await ask(url)).toBe(expected);
});

test("fetch() of a loopback address reaches it", async () => {
  expect(await ask(`${loopback()}/`)).toBe("200 loopback server got POST / asked");
});

test("a WebSocket to a host of this cloud reaches its Worker", async () => {
  expect(await get("/socket")).toBe("other echoes hello");
});

test.each([
  "https://hooks.example.net/services/x?y=1",
  "https://hooks.example.net./services/x?y=1",
])("fetch(%s) of a host that this cloud emulates reaches its emulator", async (url) => {
  expect(await ask(url)).toBe("200 loopback server got POST /emulator/services/x?y=1 asked");
});

test("a Worker that passes its visitor's request on asks an emulator in its own name", async () => {
  const headers = { origin: "https://shop.example", "sec-fetch-site": "cross-site" };
  const passOn = (url: string) =>
    edge.get(`http://worker.localhost/proxy?url=${encodeURIComponent(url)}`, { headers });
  expect((await passOn(`${loopback()}/`)).body).toBe("for a page, loopback server got GET / ");
  expect((await passOn("https://hooks.example.net/x")).body).toBe(
    "loopback server got GET /emulator/x ",
  );
});

test("fetch() of any other host is denied and says why", async () => {
  expect(await ask("https://api.example.org/")).toMatch(
    /^530 error code: 1016\nThe local cloud kept Worker "worker" from reaching api\.example\.org: outbound requests are off/,
  );
});

test("with outbound requests allowed, other hosts are not denied", async () => {
  const open = await startEdge({ allowOutbound: true });
  const code = `export default {
    async fetch() { return fetch("https://nobody.invalid/").catch(({ message }) => new Response(message)); },
  };`;
  await open.edge.apply(state([script(open.version("worker", code))]));
  const { body } = await open.get("http://worker.localhost/");
  await open.close();
  // There is no such host: what matters is that the network was asked.
  expect(body).not.toContain("outbound requests are off");
  expect(body).not.toBe("");
});
