/** Proves that bodies of all sizes and speeds pass the front both ways, and that clients may leave. */
import { createHash, randomBytes } from "node:crypto";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EdgeSnapshot } from "../../../local/edge/fleet/snapshot.ts";
import { script, startEdge, state, type TestEdge } from "./support.ts";

const worker = `export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/echo": return new Response(request.body);
      case "/digest": {
        const bytes = await request.arrayBuffer();
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        return new Response([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
      }
      case "/zeros": return new Response(new Uint8Array(Number(searchParams.get("bytes"))));
      case "/early": return new Response("no, thanks", { status: 403 });
      case "/drip": {
        const { readable, writable } = new TransformStream();
        const writer = writable.getWriter();
        (async () => {
          for (const piece of ["a", "b", "c"]) {
            await writer.write(new TextEncoder().encode(piece));
            await scheduler.wait(50);
          }
          await writer.close();
        })();
        return new Response(readable);
      }
      case "/endless": {
        const stream = new ReadableStream({ type: "bytes", async pull(controller) { await scheduler.wait(10); controller.enqueue(new Uint8Array(1000)); } });
        return new Response(stream);
      }
      case "/nothing": return new Response(null, { status: 204 });
    }
  },
};`;

let edge: TestEdge;

beforeAll(async () => {
  edge = await startEdge();
  await edge.edge.apply(state([script(edge.version("streams", worker))]));
});

afterAll(() => edge.close());

const url = (path: string) => `http://streams.localhost${path}`;
const inFlight = () => (edge.edge.snapshot() as EdgeSnapshot).requests.inFlight;

/** A request whose body and answer the test handles itself. */
function open(path: string, method = "GET") {
  const request = httpRequest(new URL(path, edge.edge.origin), {
    method,
    headers: { host: "streams.localhost" },
  });
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once("response", resolve);
  request.on("error", reject);
  return { request, response: promise };
}

test.each([0, 1, 16_384, 16_385, 3_000_000])(
  "a body of %d bytes comes back as it went",
  async (bytes) => {
    const body = randomBytes(bytes).toString("latin1");
    const answer = await edge.get(url("/echo"), { method: "POST", body: Buffer.from(body) });
    expect(answer.status).toBe(200);
    expect(answer.body === body).toBe(true);
  },
);

test("a body of unknown length is sent in chunks", async () => {
  const pieces = Array.from({ length: 20 }, () => randomBytes(100_000));
  const { request, response } = open("/digest", "POST");
  for (const piece of pieces) {
    request.write(piece);
    await delay(1);
  }
  request.end();
  const chunks = await (await response).toArray();
  const digest = createHash("sha256").update(Buffer.concat(pieces)).digest("hex");
  expect(Buffer.concat(chunks).toString()).toBe(digest);
});

test("an answer of many megabytes reaches a slow reader whole", async () => {
  const { request, response } = open("/zeros?bytes=20000000");
  request.end();
  const answer = await response;
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes % 7 === 0) await delay(1);
  }
  expect(bytes).toBe(20_000_000);
});

test("pieces of an answer come when the Worker writes them", async () => {
  const { request, response } = open("/drip");
  request.end();
  const pieces = await (await response).toArray();
  expect(pieces.map(String)).toEqual(["a", "b", "c"]);
});

test("an answer that comes before the body has ended reaches the client", async () => {
  const { request, response } = open("/early", "POST");
  request.write(randomBytes(1000));
  const answer = await response;
  expect(answer.statusCode).toBe(403);
  expect(Buffer.concat(await answer.toArray()).toString()).toBe("no, thanks");
  request.destroy();
});

test.each([10, 100_000])(
  "an answer to a body of %d bytes that nobody reads arrives",
  async (bytes) => {
    const body = Buffer.alloc(bytes);
    for (let round = 0; round < 20; round++) {
      const answer = await edge.get(url("/early"), { method: "POST", body });
      expect([answer.status, answer.body]).toEqual([403, "no, thanks"]);
    }
  },
);

test.each([
  ["of a known length", "content-length: 3000000", ["", "x".repeat(3_000_000)]],
  [
    "in chunks",
    "transfer-encoding: chunked",
    ["1\r\nx\r\n", `2dc6c0\r\n${"x".repeat(3_000_000)}\r\n0\r\n\r\n`],
  ],
])("a connection takes its next request after a body %s that came too late", async (...row) => {
  const [, framing, [begin, rest]] = row;
  const socket = connect(Number(new URL(edge.edge.origin).port), "127.0.0.1");
  let answers = "";
  socket.on("data", (bytes) => (answers += String(bytes)));
  const head = (line: string) => `${line} HTTP/1.1\r\nhost: streams.localhost\r\n`;
  socket.write(`${head("POST /early")}${framing}\r\n\r\n${begin}`);
  await expect.poll(() => answers).toMatch(/^HTTP\/1\.1 403 .*no, thanks/s);
  socket.write(`${rest}${head("GET /nothing")}\r\n`);
  await expect.poll(() => answers, { timeout: 15_000 }).toMatch(/HTTP\/1\.1 204 /);
  socket.destroy();
});

test("a client that leaves ends what it asked for", async () => {
  const { request, response } = open("/endless");
  request.end();
  await response;
  await expect.poll(inFlight).toBe(1);
  request.destroy();
  await expect.poll(inFlight).toBe(0);
});

test("HEAD and 204 have no body, and the connection goes on", async () => {
  const head = await edge.get(url("/zeros?bytes=5"), { method: "HEAD" });
  expect([head.status, head.headers["content-length"], head.body]).toEqual([200, "5", ""]);
  const nothing = await edge.get(url("/nothing"));
  expect([nothing.status, nothing.body]).toEqual([204, ""]);
  expect((await edge.get(url("/echo"), { method: "POST", body: "on" })).body).toBe("on");
});
