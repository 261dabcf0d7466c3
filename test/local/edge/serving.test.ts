/**
 * Proves what a client of the edge sees of Workers that run in workerd: who answers, split,
 * overrides, affinity, headers, errors. Not proved here: what bindings do.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { answering, script, startEdge, state, type TestEdge } from "./support.ts";

const inspector = `export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/throw") throw new Error("on purpose");
    if (pathname === "/own-500") return new Response("mine", { status: 500 });
    if (pathname === "/echo") return new Response(request.body, { headers: { "x-method": request.method } });
    if (pathname === "/cookies") return new Response("", { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
    if (pathname === "/socket") {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      server.addEventListener("message", ({ data }) => server.send("echo " + data));
      return new Response(null, { status: 101, webSocket: client });
    }
    return Response.json({ url: request.url, cf: request.cf, headers: Object.fromEntries(request.headers) });
  },
};`;

const DRAWS = 100;

let edge: TestEdge;
let drawn = 0;
let old = "";
let fresh = "";
let undeployed = "";

beforeAll(async () => {
  edge = await startEdge({ draw: () => (drawn++ % DRAWS) / DRAWS });
  const oldVersion = edge.version("shop", answering("old"));
  const newVersion = edge.version("shop", answering("new"));
  const canary = edge.version("canary", answering("canary"));
  const stable = edge.version("canary", answering("stable"));
  const site = edge.version("site", inspector);
  old = oldVersion.id;
  fresh = newVersion.id;
  undeployed = edge.version("shop", answering("undeployed")).id;
  await edge.edge.apply(
    state(
      [
        script([
          [oldVersion, 90],
          [newVersion, 10],
        ]),
        script([
          [stable, 100],
          [canary, 0],
        ]),
        script(site),
      ],
      {
        routes: [
          { pattern: "shop.example.com/*", script: "shop" },
          { pattern: "shop.example.com/plain/*", script: null },
        ],
        customDomains: [{ hostname: "site.example.com", script: "site" }],
      },
    ),
  );
});

afterAll(() => edge.close());

const inspect = async (url: string, headers: Record<string, string> = {}) =>
  JSON.parse((await edge.get(url, { headers })).body) as {
    url: string;
    cf: Record<string, unknown>;
    headers: Record<string, string>;
  };

test("of evenly spread draws a 90/10 split gives a tenth to the new version", async () => {
  let onNew = 0;
  for (let batch = 0; batch < DRAWS / 50; batch++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => edge.get("http://shop.example.com/")),
    );
    onNew += answers.filter(({ body }) => body === `new ${fresh}`).length;
  }
  expect(onNew).toBe(DRAWS / 10);
});

test("no time is told after which an idle connection is closed under the next request", async () => {
  const { headers } = await edge.get("http://shop.example.com/");
  expect(headers.connection).toBe("keep-alive");
  expect(headers["keep-alive"]).toBeUndefined();
});

test("an override reaches the version it names", async () => {
  const headers = { "Cloudflare-Workers-Version-Overrides": `shop="${fresh}"` };
  expect((await edge.get("http://shop.example.com/", { headers })).body).toBe(`new ${fresh}`);
});

test("an override reaches a version at 0 %", async () => {
  const { body } = await edge.get("http://canary.localhost/");
  expect(body).toMatch(/^stable /);
  const canary = edge.versions.find(({ script: name }) => name === "canary")?.id ?? "";
  const headers = { "Cloudflare-Workers-Version-Overrides": `canary="${canary}"` };
  expect((await edge.get("http://canary.localhost/", { headers })).body).toBe(`canary ${canary}`);
});

test("an override of a version that is not deployed is ignored", async () => {
  const headers = { "Cloudflare-Workers-Version-Overrides": `shop="${undeployed}"` };
  const { status, body } = await edge.get("http://shop.example.com/", { headers });
  expect(status).toBe(200);
  expect([`old ${old}`, `new ${fresh}`]).toContain(body);
});

test("requests with one version key stay with one version", async () => {
  const headers = { "Cloudflare-Workers-Version-Key": "user-7" };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => edge.get("http://shop.example.com/", { headers })),
  );
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
});

test("a path whose route has no Worker goes to an origin that does not exist", async () => {
  const { status, body } = await edge.get("http://shop.example.com/plain/x");
  expect(status).toBe(523);
  expect(body).toContain("error code: 523");
});

test("a browser gets an error page, anything else one line", async () => {
  const page = await edge.get("http://nobody.example.com/", { headers: { accept: "text/html" } });
  expect(page.headers["content-type"]).toContain("text/html");
  const plain = await edge.get("http://nobody.example.com/");
  expect(plain.status).toBe(409);
  expect(plain.body.split("\n")[0]).toBe("error code: 1001");
});

test("an exception becomes error 1101, and the log names it, the Worker and the version", async () => {
  const { status, body } = await edge.get("http://site.example.com/throw");
  expect(status).toBe(500);
  expect(body).toContain("error code: 1101");
  const id = edge.versions.find(({ script: name }) => name === "site")?.id;
  const line = `error Worker "site" (version ${id}) threw on GET https://site.example.com/throw.`;
  expect(edge.logs).toContain(line);
  await expect.poll(() => edge.logs).toContain("error Uncaught exception: Error: on purpose");
});

test("a Worker's own 500 is passed on as it is", async () => {
  const { status, body } = await edge.get("http://site.example.com/own-500");
  expect([status, body]).toEqual([500, "mine"]);
});

test("the Worker sees the public https URL, and under an alias the browser's own", async () => {
  const seen = await inspect("http://site.example.com/a?b=c");
  expect(seen.url).toBe("https://site.example.com/a?b=c");
  const alias = await inspect("http://site.example.com.localhost:8787/a");
  expect(alias.url).toBe("http://site.example.com.localhost:8787/a");
});

test("a request carries Cloudflare's headers and request.cf, whatever the client says", async () => {
  const { cf, headers } = await inspect("http://site.example.com/", {
    "CF-Connecting-IP": "6.6.6.6",
    "MF-CF-Blob": '{"country":"XX"}',
    "X-Forwarded-For": "10.0.0.1",
    "X-Custom": "kept",
  });
  expect(cf).toMatchObject({ country: "US", colo: "SJC" });
  expect(headers).toMatchObject({
    host: "site.example.com",
    "cf-connecting-ip": "127.0.0.1",
    "cf-visitor": '{"scheme":"https"}',
    "x-forwarded-for": "10.0.0.1, 127.0.0.1",
    "x-forwarded-proto": "https",
    "x-custom": "kept",
  });
  expect(headers["cf-ray"]).toMatch(/^[0-9a-f]{16}-SJC$/);
  expect(Object.keys(headers).filter((name) => name.startsWith("mf-"))).toEqual([]);
});

test("method, body and repeated headers pass through", async () => {
  const echo = await edge.get("http://site.example.com/echo", { method: "PUT", body: "content" });
  expect([echo.body, echo.headers["x-method"]]).toEqual(["content", "PUT"]);
  const { headers } = await edge.get("http://site.example.com/cookies");
  expect(headers["set-cookie"]).toEqual(["a=1", "b=2"]);
});

test("a URL longer than 16 kB is refused", async () => {
  const { status } = await edge.get(`http://site.example.com/${"x".repeat(17_000)}`);
  expect(status).toBe(414);
});

test("a body said to be larger than 100 MB is refused", async () => {
  const headers = { "content-length": "100000001" };
  const { status } = await edge.get("http://site.example.com/echo", { method: "POST", headers });
  expect(status).toBe(413);
});

test("a WebSocket passes through", async () => {
  const socket = new WebSocket(`${edge.edge.origin.replace("http", "ws")}/socket`, {
    headers: { host: "site.example.com" },
  });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.once("open", () => socket.send("hello"));
  socket.once("message", (data) => resolve(String(data)));
  socket.once("error", reject);
  expect(await promise).toBe("echo hello");
  socket.close();
});
