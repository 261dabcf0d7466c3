import { beforeEach, expect, test } from "vitest";
import { attach, board, createFeedback, pngOf } from "../support/feedback.ts";
import { Harness, useWorker } from "../support/harness.ts";
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

/** The same database, and every text that it was given as SQL. */
function listeningDatabase(db: D1Database) {
  const statements: string[] = [];
  const listening = new Proxy(db, {
    get(target, name: keyof D1Database) {
      if (name !== "prepare" && name !== "exec") return target[name].bind(target);
      return (sql: string) => {
        statements.push(sql);
        return target[name](sql);
      };
    },
  });
  return { listening, statements };
}

const sqlPayloads = [
  "x'); DROP TABLE feedback; --",
  "x' OR '1'='1",
  'x" UNION SELECT attachment_token_hash FROM feedback --',
  "1; DELETE FROM feedback",
  "?1 || (SELECT sql FROM sqlite_master)",
  "\\'; DROP TABLE feedback; --",
];

test.each(sqlPayloads)("no word of a visitor gets into SQL: %s", async (payload) => {
  const { listening, statements } = listeningDatabase(worker.env.DB);
  worker = new Harness({ DB: listening });
  const feedback = await createFeedback(worker, { title: payload, body: payload });
  await attach(worker, feedback, pngOf(20), { name: payload });
  await attach(worker, { ...feedback, attachmentToken: payload }, pngOf(20));
  const text = encodeURIComponent(payload);
  const cursor = (sort: string) =>
    new TextEncoder()
      .encode(JSON.stringify([sort, 0, 0, payload]))
      .toBase64({ alphabet: "base64url", omitPadding: true });
  for (const path of [
    `${board}/${text}`,
    `${board}/${feedback.id}/attachments/${text}`,
    `${board}/${feedback.id}/similar?limit=${text}`,
    `${board}?sort=${text}&limit=${text}&cursor=${text}`,
    `${board}?sort=new&cursor=${cursor("new")}`,
    `${board}?sort=votes&cursor=${cursor("votes")}`,
    `/api/v1/${text}/${text}/feedback`,
  ]) {
    expect((await worker.fetch(path)).status).toBeLessThan(500);
  }
  for (const id of [feedback.id, text]) {
    expect((await worker.postJson(`${board}/${id}/vote`, { voterId: payload })).status).toBe(400);
    const vote = { voterId: "voter-0000000000000001" };
    expect((await worker.postJson(`${board}/${id}/vote`, vote)).status).toBeLessThan(500);
  }
  await worker.runScheduled();

  expect(statements.length).toBeGreaterThan(15);
  expect(statements.filter((sql) => sql.includes(payload))).toEqual([]);
  const list = await (await worker.fetch(board)).json<{ items: unknown[] }>();
  expect(list.items).toMatchObject([{ title: payload.trim(), votes: 1 }]);
});

test("headers cannot forge a log line", async () => {
  const userAgent = '"} {"level":"error","status":500';
  await worker.fetch("/nowhere%0a%7B%22level%22", { headers: { "user-agent": userAgent } });
  expect(worker.logs.map(({ json }) => json)).toEqual([
    expect.objectContaining({ level: "info", status: 404, userAgent }),
  ]);
});
