import { beforeEach, expect, test } from "vitest";
import { board, createFeedback } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";
import { payloads } from "../support/payloads.ts";

let worker: Harness;

beforeEach(async () => {
  worker = await useWorker();
});

test("a hundred script payloads come back as plain JSON text, unchanged", async () => {
  expect(new Set(payloads).size).toBe(100);
  for (const payload of payloads) {
    const response = await worker.postJson(board, {
      title: payload,
      body: payload,
      authorName: payload.slice(0, 80),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await response.json()).toMatchObject({ title: payload, body: payload });
  }
});

test("control and bidirectional characters do not get into what is stored", async () => {
  const created = await createFeedback(worker, {
    title: "a\u0000b\u001b[31mc\nd\u202ee",
    body: "line\u0007 one\nline\ttwo\u2066 \u0085end",
    authorName: "x\r\ny",
  });
  expect(created).toMatchObject({
    title: "a b [31mc de",
    body: "line one\nline\ttwo end",
    authorName: "x y",
  });
});

test("half a surrogate pair becomes the replacement character", async () => {
  expect((await createFeedback(worker, { title: "bad \ud800 pair" })).title).toBe(
    "bad \ufffd pair",
  );
});

test("the demo page takes only slugs into its HTML", async () => {
  for (const payload of payloads) {
    const query = new URLSearchParams({ board: payload, workspace: payload });
    const html = await (await worker.fetch(`/demo?${query}`)).text();
    expect(html).toContain('data-workspace="demo" data-board="main"');
    expect(html).not.toContain(payload);
  }
});

test("the demo page escapes the app's name", async () => {
  worker = await useWorker({ APP_NAME: `<img src=x onerror="alert('1')">` });
  const html = await (await worker.fetch("/")).text();
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;");
});

test("headers cannot forge a log line", async () => {
  const userAgent = '"} {"level":"error","status":500';
  await worker.fetch("/nowhere%0a%7B%22level%22", { headers: { "user-agent": userAgent } });
  expect(worker.logs.map(({ json }) => json)).toEqual([
    expect.objectContaining({ level: "info", status: 404, userAgent }),
  ]);
});
