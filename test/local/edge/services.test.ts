/** Proves that service bindings follow the target's deployment, in one process and between two. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RuntimeScript, RuntimeVersion } from "../../../local/edge/contract.ts";
import { script, startEdge, state, type TestEdge } from "./support.ts";

const target = `import { RpcTarget, WorkerEntrypoint } from "cloudflare:workers";
class Cart extends RpcTarget {
  #items = [];
  add(item) { this.#items.push(item); return this.#items.length; }
}
export class Admin extends WorkerEntrypoint {
  whoami() { return "admin of " + this.env.VERSION.id; }
  fetch() { return new Response("admin fetch"); }
}
export default class extends WorkerEntrypoint {
  fetch(request) { return new Response("target " + this.env.VERSION.id + " " + request.url); }
  greet(name) { return "hello " + name; }
  release() { return this.env.VERSION.id; }
  cart() { return new Cart(); }
  fail() { throw new RangeError("target says no"); }
  upload(stream) { return new Response(stream).text(); }
}`;

const caller = `export default {
  async fetch(request, env) {
    switch (new URL(request.url).pathname) {
      case "/fetch": return env.TARGET.fetch("https://target/path", { headers: request.headers });
      case "/greet": return new Response(await env.TARGET.greet("world"));
      case "/release": return new Response(await env.TARGET.release());
      case "/admin": return new Response(await env.ADMIN.whoami());
      case "/admin-fetch": return env.ADMIN.fetch("https://target/");
      case "/cart": { using cart = await env.TARGET.cart(); await cart.add("a"); return new Response(String(await cart.add("b"))); }
      case "/pipelined": return new Response(String(await env.TARGET.cart().add("a")));
      case "/fail": return env.TARGET.fail().catch((error) => new Response(error.name + ": " + error.message));
      case "/stream": return new Response(await env.TARGET.upload(new Blob(["streamed"]).stream()));
      case "/nobody": return env.NOBODY.fetch("https://nobody/").catch((error) => new Response(error.message));
    }
  },
};`;

const bindings = [
  { type: "service", name: "TARGET", service: "target", environment: "production" },
  { type: "service", name: "ADMIN", service: "target", entrypoint: "Admin" },
  { type: "service", name: "NOBODY", service: "nobody" },
];

let edge: TestEdge;
let callerScript: RuntimeScript;
let first: RuntimeVersion;

beforeAll(async () => {
  edge = await startEdge();
  callerScript = script(edge.version("caller", caller, { bindings }));
  first = edge.version("target", target);
  await edge.edge.apply(state([callerScript, script(first)]));
});

afterAll(() => edge.close());

const get = async (path: string, headers: Record<string, string> = {}) =>
  (await edge.get(`http://caller.localhost${path}`, { headers })).body;

const calls: [string, string][] = [
  ["/greet", "hello world"],
  ["/admin-fetch", "admin fetch"],
  ["/cart", "2"],
  ["/pipelined", "1"],
  ["/fail", "RangeError: target says no"],
  ["/stream", "streamed"],
];

test.each(calls)("%s works within a process", async (path, expected) => {
  expect(await get(path)).toBe(expected);
});

test("fetch() and RPC reach the deployed version", async () => {
  expect(await get("/fetch")).toBe(`target ${first.id} https://target/path`);
  expect(await get("/release")).toBe(first.id);
  expect(await get("/admin")).toBe(`admin of ${first.id}`);
});

test("a binding to a Worker that is not there says so", async () => {
  expect(await get("/nobody")).toBe('Worker "nobody" has no deployment.');
});

test("a binding follows the target to a new version, which runs in another process", async () => {
  const second = edge.version("target", target);
  await edge.edge.apply(state([callerScript, script(second)]));
  expect(await get("/release")).toBe(second.id);
  expect(await get("/fetch")).toBe(`target ${second.id} https://target/path`);
  expect(await get("/admin")).toBe(`admin of ${second.id}`);
  for (const [path, expected] of calls) expect(await get(path)).toBe(expected);
});

test("a binding draws from the target's split, call by call", async () => {
  const fresh = edge.version("target", target);
  await edge.edge.apply(
    state([
      callerScript,
      script([
        [first, 50],
        [fresh, 50],
      ]),
    ]),
  );
  const releases = await Promise.all(Array.from({ length: 40 }, () => get("/release")));
  expect(new Set(releases)).toEqual(new Set([first.id, fresh.id]));
});

test("an override counts on fetch() through a binding, and not on RPC", async () => {
  const fresh = edge.version("target", target);
  await edge.edge.apply(
    state([
      callerScript,
      script([
        [first, 100],
        [fresh, 0],
      ]),
    ]),
  );
  const headers = { "Cloudflare-Workers-Version-Overrides": `target="${fresh.id}"` };
  expect(await get("/fetch", headers)).toBe(`target ${fresh.id} https://target/path`);
  expect(await get("/release", headers)).toBe(first.id);
});
