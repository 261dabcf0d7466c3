import { beforeEach, expect, test } from "vitest";
import { board, problemCode } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

let worker: Harness;

beforeEach(async () => {
  worker = await useWorker();
});

const json = { "content-type": "application/json" };

/** Valid feedback as JSON of exactly so many bytes. */
function feedbackOf(bodyBytes: number): string {
  const bare = JSON.stringify({ title: "Dark mode", padding: "" });
  return JSON.stringify({ title: "Dark mode", padding: "x".repeat(bodyBytes - bare.length) });
}

/** A stream that never ends and counts what is taken from it. */
function endlessStream() {
  const taken = { bytes: 0, isCancelled: false };
  const stream = new ReadableStream({
    pull(controller) {
      taken.bytes += 4096;
      controller.enqueue(new Uint8Array(4096).fill(0x20));
    },
    cancel() {
      taken.isCancelled = true;
    },
  });
  return { stream, taken };
}

test("a body of 16,384 bytes is taken, one byte more answers 413", async () => {
  const post = (body: string) => worker.fetch(board, { method: "POST", headers: json, body });
  expect((await post(feedbackOf(16_384))).status).toBe(201);
  const response = await post(feedbackOf(16_385));
  expect(response.status).toBe(413);
  expect(await problemCode(response)).toBe("payload_too_large");
});

test("an endless body is cut off at the limit, not read to its end", async () => {
  const { stream, taken } = endlessStream();
  const response = await worker.fetch(board, { method: "POST", headers: json, body: stream });
  expect(response.status).toBe(413);
  expect(taken.bytes).toBeLessThan(16_384 + 8 * 4096);
  expect(taken.isCancelled).toBe(true);
});

test("a body that says it is too long is refused unread", async () => {
  const { stream, taken } = endlessStream();
  const headers = { ...json, "content-length": "16385" };
  const response = await worker.fetch(board, { method: "POST", headers, body: stream });
  expect(response.status).toBe(413);
  expect(taken.bytes).toBeLessThanOrEqual(2 * 4096);
});

test("a body that understates its length is counted all the same", async () => {
  const headers = { ...json, "content-length": "10" };
  const body = feedbackOf(16_385);
  expect((await worker.fetch(board, { method: "POST", headers, body })).status).toBe(413);
});

test.each([
  ["20 levels", 19, 201],
  ["21 levels", 20, 400],
])("JSON of %s is answered with its status", async (_name, inner, status) => {
  const nested = `${"[".repeat(inner)}${"]".repeat(inner)}`;
  const body = `{"title":"Dark mode","x":${nested}}`;
  const response = await worker.fetch(board, { method: "POST", headers: json, body });
  expect(response.status).toBe(status);
});

test.each([
  ["broken JSON", "{", json, 400, "invalid_json"],
  ["no body", "", json, 400, "invalid_json"],
  ["invalid UTF-8", new Uint8Array([0x22, 0xff, 0x22]), json, 400, "invalid_json"],
  ["a form", "title=abc", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ["plain text", '{"title":"abc"}', { "content-type": "text/plain" }, 415],
  ["a look-alike type", '{"title":"abc"}', { "content-type": "application/jsonp" }, 415],
  ["no type", new TextEncoder().encode('{"title":"abc"}'), {}, 415],
  ["gzip", "x", { ...json, "content-encoding": "gzip" }, 415],
  ["a charset", '{"title":"abc"}', { "content-type": "application/json; charset=utf-8" }, 201],
])("%s is answered with its status", async (_name, body, headers, status, code?: string) => {
  const response = await worker.fetch(board, { method: "POST", headers, body });
  expect(response.status).toBe(status);
  if (code) expect(await problemCode(response)).toBe(code);
});

test("a URL of 2,048 characters is taken, one more answers 414", async () => {
  const url = (length: number) => {
    const start = `https://feedback.example.com${board}?x=`;
    return start + "y".repeat(length - start.length);
  };
  expect((await worker.fetch(url(2048))).status).toBe(200);
  const response = await worker.fetch(url(2049));
  expect(response.status).toBe(414);
  expect(await problemCode(response)).toBe("uri_too_long");
});
