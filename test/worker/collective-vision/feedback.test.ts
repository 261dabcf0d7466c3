import { beforeEach, expect, test } from "vitest";
import { board, createFeedback, problemCode } from "../support/feedback.ts";
import { type Harness, startTime, useWorker } from "../support/harness.ts";

let worker: Harness;

beforeEach(async () => {
  worker = await useWorker();
});

test("a board nobody has used answers 200 with an empty list", async () => {
  const response = await worker.fetch("/api/v1/test/main/feedback");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ items: [], nextCursor: null });
});

test("creating feedback answers 201 with its location and a token for attachments", async () => {
  const response = await worker.postJson(board, {
    title: "  Dark   mode ",
    body: "Please.\r\nSoon.",
    authorName: "Ana",
  });
  expect(response.status).toBe(201);
  const created = await response.json<Record<string, unknown>>();
  expect(created).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    title: "Dark mode",
    body: "Please.\nSoon.",
    authorName: "Ana",
    votes: 0,
    attachmentCount: 0,
    createdAt: new Date(startTime).toISOString(),
    attachmentToken: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(response.headers.get("location")).toBe(`${board}/${created.id}`);
});

test("created feedback can be read one by one and in the list, without the token", async () => {
  const { attachmentToken, ...created } = await createFeedback(worker);
  const one = await worker.fetch(`${board}/${created.id}`);
  expect(await one.json()).toEqual({ ...created, attachments: [] });
  const list = await worker.fetch(board);
  const text = await list.text();
  expect(JSON.parse(text)).toEqual({ items: [created], nextCursor: null });
  expect(text).not.toContain(attachmentToken);
});

test("the token is stored as a hash only", async () => {
  const { attachmentToken } = await createFeedback(worker);
  const rows = await worker.env.DB.prepare("SELECT * FROM feedback").all();
  expect(JSON.stringify(rows.results)).not.toContain(attachmentToken);
});

test("feedback of one board is not found on another", async () => {
  const { id } = await createFeedback(worker);
  for (const other of ["/api/v1/acme/other/feedback", "/api/v1/other/main/feedback"]) {
    const response = await worker.fetch(`${other}/${id}`);
    expect(response.status).toBe(404);
    expect(await problemCode(response)).toBe("not_found");
  }
});

test.each([
  ["title of 2 characters", { title: "ab" }, 400],
  ["title of 3 characters", { title: "abc" }, 201],
  ["title of 120 characters", { title: "a".repeat(120) }, 201],
  ["title of 121 characters", { title: "a".repeat(121) }, 400],
  ["title of spaces", { title: "     " }, 400],
  ["title of control characters", { title: "\u0000\u0001\u0007\u001b" }, 400],
  ["no title", { body: "text" }, 400],
  ["title that is a number", { title: 12345 }, 400],
  ["body of 5000 characters", { title: "abc", body: "b".repeat(5000) }, 201],
  ["body of 5001 characters", { title: "abc", body: "b".repeat(5001) }, 400],
  ["author of 80 characters", { title: "abc", authorName: "c".repeat(80) }, 201],
  ["author of 81 characters", { title: "abc", authorName: "c".repeat(81) }, 400],
  ["null body and author", { title: "abc", body: null, authorName: null }, 201],
  ["unknown field", { title: "abc", colour: "red" }, 201],
  ["array", [{ title: "abc" }], 400],
  ["text", "abc", 400],
  ["null", null, 400],
])("a %s is answered with its status", async (_name, input, status) => {
  const response = await worker.postJson(board, input);
  expect(response.status).toBe(status);
  if (status === 400) expect(await problemCode(response)).toBe("invalid_request");
});

test("one answer names every wrong field, its length and its rule", async () => {
  const response = await worker.postJson(board, { title: "ab", authorName: "c".repeat(81) });
  const { error } = await response.json<{ error: { message: string } }>();
  expect(error.message).toBe(
    '"title" is 2 characters long; it must be 3 to 120. "authorName" is 81 characters long; it must be 0 to 80.',
  );
});

test.each([
  ["a", 200],
  ["a-1", 200],
  ["a".repeat(31), 200],
  ["a".repeat(32), 400],
  ["-a", 400],
  ["a-", 400],
  ["A", 400],
  ["a_b", 400],
  ["%00", 400],
  ["a%27%20OR%201=1", 400],
  ["%C3%A4", 400],
])("a board named %s answers %d", async (name, status) => {
  expect((await worker.fetch(`/api/v1/acme/${name}/feedback`)).status).toBe(status);
  expect((await worker.fetch(`/api/v1/${name}/main/feedback`)).status).toBe(status);
});

test("SQL in text and ids stays text", async () => {
  const title = "'); DROP TABLE feedback; --";
  const created = await createFeedback(worker, { title });
  expect(created.title).toBe(title);
  const response = await worker.fetch(`${board}/${encodeURIComponent("' OR '1'='1")}`);
  expect(response.status).toBe(404);
  expect((await worker.fetch(board)).status).toBe(200);
});

test("a failing database answers 503 with Retry-After, and says why only in the log", async () => {
  await worker.env.DB.exec("DROP TABLE attachments");
  const response = await worker.fetch(board);
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
  expect(await response.text()).not.toMatch(/attachments|sqlite|D1_/i);
  const line = worker.logs.find(({ level }) => level === "error")?.json;
  expect(line).toMatchObject({
    message: "request failed",
    status: 503,
    details: { code: "dependency_unavailable", dependency: "database" },
    error: { name: "DependencyError", cause: { message: expect.stringContaining("attachments") } },
  });
});

test.each([
  ["PUT", board, "GET, POST"],
  ["DELETE", board, "GET, POST"],
  ["POST", `${board}/some-id`, "GET"],
  ["GET", `${board}/some-id/vote`, "POST, DELETE"],
  ["POST", `${board}/some-id/similar`, "GET"],
  ["GET", `${board}/some-id/attachments`, "POST"],
  ["POST", "/health", "GET"],
  ["POST", "/widget.js", "GET"],
  ["POST", "/", "GET"],
])("%s %s answers 405 with the methods there are", async (method, path, allow) => {
  const response = await worker.fetch(path, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe(allow);
});

test("an unknown path answers 404 in the problem envelope", async () => {
  const response = await worker.fetch("/api/v2/x", { headers: { "x-request-id": "request-1" } });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    error: { code: "not_found", message: "There is nothing at /api/v2/x.", requestId: "request-1" },
  });
});
