/** Proves that static assets are served by their version's files and configuration. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { script, startEdge, state, type TestEdge } from "./support.ts";

const worker = `export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/api/")) return new Response("api " + env.VERSION.id);
    if (pathname === "/through") return env.ASSETS.fetch("https://assets/app.js");
    return new Response("worker for " + pathname, { status: 404 });
  },
};`;

const files = (release: string) => ({
  "/index.html": `<h1>${release}</h1>`,
  "/about.html": `about ${release}`,
  "/404.html": "not here",
  "/app.js": `release("${release}")`,
});

let edge: TestEdge;

beforeAll(async () => {
  edge = await startEdge();
  const bindings = [{ type: "assets", name: "ASSETS" }];
  const version = (name: string, release: string, config: Record<string, unknown> = {}) =>
    edge.version(name, worker, { bindings, assets: { files: files(release), config } });
  const pure = edge.version(
    "pure",
    {},
    {
      mainModule: "",
      assets: {
        files: files("pure"),
        config: {
          not_found_handling: "404-page",
          _headers: "/app.js\n  X-Kind: script",
          _redirects: "/old /about 301",
        },
      },
    },
  );
  await edge.edge.apply(
    state([
      script([
        [version("site", "one"), 100],
        [version("site", "two"), 0],
      ]),
      script(version("spa", "spa", { not_found_handling: "single-page-application" })),
      script(version("first", "first", { run_worker_first: ["/api/*", "/app.js"] })),
      script(version("slash", "slash", { html_handling: "force-trailing-slash" })),
      script(pure),
    ]),
  );
});

afterAll(() => edge.close());

const get = (name: string, path: string, headers: Record<string, string> = {}) =>
  edge.get(`http://${name}.localhost${path}`, { headers });

test.each([
  ["site", "/", 200, "<h1>one</h1>"],
  ["site", "/about", 200, "about one"],
  ["site", "/app.js", 200, 'release("one")'],
  ["site", "/through", 200, 'release("one")'],
  ["site", "/nothing", 404, "worker for /nothing"],
  ["spa", "/app.js", 200, 'release("spa")'],
  ["first", "/app.js", 404, "worker for /app.js"],
  ["first", "/about", 200, "about first"],
  ["slash", "/about/", 200, "about slash"],
  ["pure", "/", 200, "<h1>pure</h1>"],
  ["pure", "/nothing", 404, "not here"],
])("%s%s is answered %i %s", async (name, path, status, body) => {
  const answer = await get(name, path);
  expect([answer.status, answer.body]).toEqual([status, body]);
});

test("assets of two versions of a Worker do not mix", async () => {
  const second = edge.versions.filter(({ script: name }) => name === "site")[1]?.id ?? "";
  const override = { "Cloudflare-Workers-Version-Overrides": `site="${second}"` };
  expect((await get("site", "/app.js", override)).body).toBe('release("two")');
  expect((await get("site", "/through", override)).body).toBe('release("two")');
  expect((await get("site", "/app.js")).body).toBe('release("one")');
});

test("html_handling redirects to the name without extension", async () => {
  const { status, headers } = await get("site", "/about.html");
  expect([status, headers.location]).toEqual([307, "/about"]);
});

test("a file has its type and an ETag, which makes a second request cheap", async () => {
  const { headers } = await get("site", "/app.js");
  expect(headers["content-type"]).toMatch(/^text\/javascript/);
  const again = await get("site", "/app.js", { "if-none-match": headers.etag ?? "" });
  expect([again.status, again.body]).toEqual([304, ""]);
});

test("_headers and _redirects of a version are obeyed", async () => {
  expect((await get("pure", "/app.js")).headers["x-kind"]).toBe("script");
  const { status, headers } = await get("pure", "/old");
  expect([status, headers.location]).toEqual([301, "/about"]);
});
