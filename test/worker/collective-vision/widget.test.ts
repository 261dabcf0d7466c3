import { beforeEach, expect, test } from "vitest";
import { type Harness, useWorker } from "../support/harness.ts";

// What the widget does in a page is tested in a browser; here is how it is served and what is in it.

let worker: Harness;
let script: string;

beforeEach(async () => {
  worker = await useWorker();
  script = await (await worker.fetch("/widget.js")).text();
});

test("the widget is JavaScript that every page may load and pin, cached for minutes", async () => {
  const response = await worker.fetch("/widget.js");
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=300, stale-while-revalidate=3600",
    "x-content-type-options": "nosniff",
  });
});

test("an unchanged widget answers 304", async () => {
  const { headers } = await worker.fetch("/widget.js");
  const etag = headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  const again = await worker.fetch("/widget.js", { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
  const other = await worker.fetch("/widget.js", { headers: { "if-none-match": '"other"' } });
  expect(other.status).toBe(200);
});

test("HEAD answers as GET does, without the script", async () => {
  const response = await worker.fetch("/widget.js", { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
});

test("the widget is smaller than 15 kB gzip", async () => {
  const compressed = new Response(script).body?.pipeThrough(new CompressionStream("gzip"));
  const { byteLength } = await new Response(compressed).arrayBuffer();
  expect(byteLength).toBeLessThan(15_000);
});

test.each([
  /\beval\b/,
  /\bFunction\(/,
  /innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
  /setAttribute\("style"/,
  /createElement\("(script|style|iframe)"/,
  /document\.cookie/,
])("the widget has no %s, which a strict host would refuse", (pattern) => {
  expect(script).not.toMatch(pattern);
});

test("the widget is one classic script that leaves no names behind", () => {
  expect(script).toMatch(/^"use strict";\(\(\)=>\{/);
  expect(script.trimEnd()).toMatch(/\}\)\(\);$/);
});

test.each(["/", "/demo"])("%s embeds the widget under a strict policy", async (path) => {
  const response = await worker.fetch(path);
  expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain("unsafe");
  expect(await response.text()).toContain(
    '<script src="https://feedback.example.com/widget.js" data-workspace="demo" data-board="main" async></script>',
  );
});

test("the demo page shows the board it is asked for", async () => {
  const html = await (await worker.fetch("/demo?workspace=acme&board=beta")).text();
  expect(html).toContain('data-workspace="acme" data-board="beta"');
});

test("the demo page's stylesheet is served", async () => {
  const response = await worker.fetch("/demo.css");
  expect(response.headers.get("content-type")).toBe("text/css; charset=utf-8");
  expect(await response.text()).toContain("body {");
});
