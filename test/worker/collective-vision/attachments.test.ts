import { beforeEach, expect, test } from "vitest";
import {
  attach,
  board,
  type CreatedFeedback,
  createFeedback,
  files,
  pngOf,
  problemCode,
} from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

const maxBytes = 5 * 1024 * 1024;
const hourMs = 60 * 60 * 1000;

let worker: Harness;
let feedback: CreatedFeedback;

beforeEach(async () => {
  worker = await useWorker();
  feedback = await createFeedback(worker);
});

const objectCount = async () => (await worker.env.ATTACHMENTS.list()).objects.length;

/** A body of unknown length, as a chunked upload is. */
function streamOf(bytes: Uint8Array): ReadableStream {
  let offset = 0;
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(offset, offset + 65_536));
      offset += 65_536;
    },
  });
}

test("an attached file comes back byte for byte, as a download of its real type", async () => {
  const bytes = pngOf(1000);
  const created = await attach(worker, feedback, bytes, { name: "my screen.png" });
  expect(created.status).toBe(201);
  const view = await created.json<{ id: string; url: string }>();
  expect(view).toEqual({
    id: expect.any(String),
    name: "my screen.png",
    contentType: "image/png",
    sizeBytes: 1000,
    url: `${board}/${feedback.id}/attachments/${view.id}`,
  });
  const download = await worker.fetch(view.url);
  expect(download.status).toBe(200);
  expect(new Uint8Array(await download.arrayBuffer())).toEqual(bytes);
  expect(Object.fromEntries(download.headers)).toMatchObject({
    "content-type": "image/png",
    "content-length": "1000",
    "content-disposition": `attachment; filename="my screen.png"; filename*=UTF-8''my%20screen.png`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
  });
});

test("attachments show in the feedback and are counted in the list", async () => {
  await attach(worker, feedback, pngOf(20));
  const one = await worker.fetch(`${board}/${feedback.id}`);
  expect(await one.json()).toMatchObject({ attachmentCount: 1, attachments: [{ sizeBytes: 20 }] });
  const list = await worker.fetch(board);
  expect(await list.json()).toMatchObject({ items: [{ attachmentCount: 1 }] });
});

test.each([
  ["png", "image/png", files.png],
  ["jpg", "image/jpeg", files.jpg],
  ["gif", "image/gif", files.gif],
  ["webp", "image/webp", files.webp],
  ["pdf", "application/pdf", files.pdf],
])("a %s file is known by its first bytes, whatever it claims", async (extension, type, bytes) => {
  const response = await attach(worker, feedback, new Uint8Array(bytes), {
    name: "evil.html",
    headers: { "content-type": "text/html" },
  });
  expect(await response.json()).toMatchObject({ name: `evil.${extension}`, contentType: type });
});

test.each([
  ["HTML", "<!doctype html><script>alert(1)</script>"],
  ["SVG", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ["an executable", "MZ\u0090\u0000"],
  ["a PDF behind other bytes", " %PDF-1.7"],
  ["RIFF that is not WebP", "RIFF0000WAVE"],
  ["one byte", "P"],
])("%s is refused with 415, though named .png and sent as image/png", async (_name, text) => {
  const response = await attach(worker, feedback, Uint8Array.from(new TextEncoder().encode(text)), {
    headers: { "content-type": "image/png" },
  });
  expect(response.status).toBe(415);
  expect(await objectCount()).toBe(0);
});

test("an empty file answers 400", async () => {
  expect((await attach(worker, feedback, new Uint8Array())).status).toBe(400);
});

test("a file of exactly 5 MiB is taken, one byte more answers 413", async () => {
  expect((await attach(worker, feedback, pngOf(maxBytes))).status).toBe(201);
  const response = await attach(worker, feedback, pngOf(maxBytes + 1));
  expect(response.status).toBe(413);
  expect(await problemCode(response)).toBe("payload_too_large");
  expect(await objectCount()).toBe(1);
});

test("the limit holds for a stream that does not say its length", async () => {
  expect((await attach(worker, feedback, streamOf(pngOf(maxBytes)))).status).toBe(201);
  expect((await attach(worker, feedback, streamOf(pngOf(maxBytes + 1)))).status).toBe(413);
});

test("a compressed body answers 415", async () => {
  const headers = { "content-encoding": "gzip" };
  expect((await attach(worker, feedback, pngOf(20), { headers })).status).toBe(415);
});

test("feedback takes five attachments, the sixth answers 409 and leaves nothing behind", async () => {
  for (let number = 0; number < 5; number++) {
    expect((await attach(worker, feedback, pngOf(20))).status).toBe(201);
  }
  const response = await attach(worker, feedback, pngOf(20));
  expect(response.status).toBe(409);
  expect(await problemCode(response)).toBe("conflict");
  expect(await objectCount()).toBe(5);
});

test("ten attachments at the same time leave five, and no object without its row", async () => {
  const responses = await Promise.all(
    Array.from({ length: 10 }, () => attach(worker, feedback, pngOf(20))),
  );
  expect(responses.filter(({ status }) => status === 201)).toHaveLength(5);
  expect(await objectCount()).toBe(5);
});

test("only the author's token opens the door", async () => {
  const stranger = await createFeedback(worker, { title: "Another" });
  for (const attachmentToken of [stranger.attachmentToken, "0".repeat(64), "", "x"]) {
    const response = await attach(worker, { id: feedback.id, attachmentToken }, pngOf(20));
    expect(response.status).toBe(403);
    expect(await problemCode(response)).toBe("forbidden");
  }
  const bare = await worker.fetch(`${board}/${feedback.id}/attachments`, {
    method: "POST",
    body: pngOf(20),
  });
  expect(bare.status).toBe(403);
});

test("the token opens for an hour", async () => {
  worker.now += hourMs - 1;
  expect((await attach(worker, feedback, pngOf(20))).status).toBe(201);
  worker.now += 1;
  expect((await attach(worker, feedback, pngOf(20))).status).toBe(403);
});

test("objects have random keys without a word of the visitor's", async () => {
  await attach(worker, feedback, pngOf(20), { name: "secret plans.png" });
  const { objects } = await worker.env.ATTACHMENTS.list();
  expect(objects.map(({ key }) => key)).toEqual([
    expect.stringMatching(/^attachments\/[0-9a-f-]{36}$/),
  ]);
});

test.each([
  ["../../etc/passwd", "passwd.png"],
  ["C:\\temp\\shot.PNG", "shot.png"],
  ["a\r\nset-cookie: x=1.png", "a set-cookie_ x=1.png"],
  ['quote".png', "quote_.png"],
  ["\u202egnp.exe", "gnp.png"],
  ["", "attachment.png"],
  [".htaccess", "attachment.png"],
  ["ä ö.jpeg", "ä ö.png"],
  [`${"n".repeat(200)}.png`, `${"n".repeat(96)}.png`],
])("a file named %j is kept as %j", async (name, expected) => {
  const response = await attach(worker, feedback, pngOf(20), { name });
  expect(await response.json()).toMatchObject({ name: expected });
});

test("a name outside ASCII is sent in both ways that a header can", async () => {
  const created = await attach(worker, feedback, pngOf(20), { name: "é'(1).png" });
  const { url } = await created.json<{ url: string }>();
  const { headers } = await worker.fetch(url);
  expect(headers.get("content-disposition")).toBe(
    `attachment; filename="_'(1).png"; filename*=UTF-8''%C3%A9%27%281%29.png`,
  );
});

test("an attachment is found only under its own feedback and board", async () => {
  const other = await createFeedback(worker, { title: "Another" });
  const { id } = await (await attach(worker, feedback, pngOf(20))).json<{ id: string }>();
  for (const path of [
    `${board}/${other.id}/attachments/${id}`,
    `/api/v1/acme/other/feedback/${feedback.id}/attachments/${id}`,
    `${board}/${feedback.id}/attachments/${crypto.randomUUID()}`,
  ]) {
    expect((await worker.fetch(path)).status).toBe(404);
  }
});
