/** Proves what becomes of cron triggers, queue batches and tail events. */
import { serialize } from "node:v8";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeliveredMessage, TailEvent } from "../../../local/edge/contract.ts";
import { script, startEdge, state, type TestEdge } from "./support.ts";

const worker = `export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    console.log("seen", pathname, { deep: [1] });
    if (pathname === "/throw") throw new TypeError("bad request");
    return new Response("ok");
  },
  async scheduled(controller) {
    console.log("cron", controller.cron, controller.scheduledTime);
    if (controller.cron === "0 0 * * *") throw new Error("cron failed");
  },
  async queue(batch) {
    console.log(batch.queue, JSON.stringify(batch.messages.map(({ id, attempts, body }) => [id, attempts, describe(body)])));
    for (const message of batch.messages) {
      if (message.body === "ack") message.ack();
      if (message.body === "retry") message.retry({ delaySeconds: 7 });
      if (message.body === "throw") throw new Error("queue failed");
      if (message.body === "retry all") batch.retryAll({ delaySeconds: 3 });
      if (message.body === "ack all") batch.ackAll();
    }
  },
};
const describe = (body) =>
  body instanceof ArrayBuffer ? [...new Uint8Array(body)] : body instanceof Map ? [...body] : body;`;

const consumer = `export default {
  fetch() { return new Response("consumer"); },
  tail(events) { for (const event of events) console.log("tailed", event.scriptName, event.outcome); },
};`;

let edge: TestEdge;
let versionId: string;

beforeAll(async () => {
  edge = await startEdge();
  const version = edge.version("worker", worker);
  versionId = version.id;
  await edge.edge.apply(
    state([
      script(version),
      script(edge.version("watched", worker), { tailConsumers: ["consumer"] }),
      script(edge.version("consumer", consumer)),
      script([], { name: "empty" }),
    ]),
  );
});

afterAll(() => edge.close());

const message = (
  contentType: DeliveredMessage["contentType"],
  body: string | Uint8Array,
  id = "m1",
): DeliveredMessage => ({
  id,
  timestampMs: 1_700_000_000_000,
  attempts: 2,
  contentType,
  body: Buffer.from(body),
});

const log = (text: string) => expect.poll(() => edge.logs.filter((line) => line.includes(text)));

test("a cron trigger runs the handler with its expression and time", async () => {
  const time = new Date("2026-11-21T10:05:00Z");
  expect(await edge.edge.trigger("worker", "*/5 * * * *", time)).toBe("ok");
  await log(`cron */5 * * * * ${time.getTime()}`).toHaveLength(1);
});

test("a cron handler that throws is an outcome", async () => {
  expect(await edge.edge.trigger("worker", "0 0 * * *", new Date())).toBe("exception");
});

test("a queue handler decides message by message", async () => {
  const messages = ["ack", "retry", "neither"].map((body) => message("text", body, `id-${body}`));
  expect(await edge.edge.deliver("worker", "jobs", messages)).toEqual({
    outcome: "ok",
    ackAll: false,
    retryBatch: { retry: false },
    explicitAcks: ["id-ack"],
    retryMessages: [{ msgId: "id-retry", delaySeconds: 7 }],
  });
});

test.each([
  ["ack all", { outcome: "ok", ackAll: true }],
  ["retry all", { outcome: "ok", retryBatch: { retry: true, delaySeconds: 3 } }],
  ["throw", { outcome: "exception" }],
])("a queue handler that says %s", async (body, expected) => {
  const outcome = await edge.edge.deliver("worker", "jobs", [message("text", body)]);
  expect(outcome).toMatchObject(expected);
});

test.each<[DeliveredMessage["contentType"], string | Uint8Array, string]>([
  ["text", "plain", '"plain"'],
  ["json", '{"a":[1]}', '{"a":[1]}'],
  ["bytes", new Uint8Array([1, 255]), "[1,255]"],
  ["v8", serialize(new Map([["k", "v"]])), '[["k","v"]]'],
])("a body of type %s arrives whole", async (contentType, body, seen) => {
  await edge.edge.deliver("worker", `queue-${contentType}`, [message(contentType, body)]);
  await log(`queue-${contentType} [["m1",2,${seen}]]`).toHaveLength(1);
});

test("events for a Worker without deployment are rejected", async () => {
  await expect(edge.edge.deliver("empty", "jobs", [])).rejects.toThrow(
    'Worker "empty" has no deployment.',
  );
  await expect(edge.edge.trigger("nobody", "* * * * *", new Date())).rejects.toThrow(
    'Worker "nobody" has no deployment.',
  );
});

test("a follower sees requests, exceptions, cron and queue events until it goes", async () => {
  const events: TailEvent[] = [];
  let isFirst = true;
  const stop = edge.edge.tail("worker", (event) => {
    // Until the first event comes, several requests may have been made.
    if (isFirst || !JSON.stringify(event).includes("/first")) events.push(event);
    isFirst = false;
  });
  await expect
    .poll(async () => {
      await edge.get("http://worker.localhost/first");
      return events.length;
    })
    .toBeGreaterThan(0);
  expect(events[0]).toMatchObject({
    outcome: "ok",
    scriptName: "worker",
    scriptVersion: { id: versionId },
    exceptions: [],
    logs: [{ level: "log", message: ["seen", "/first", { deep: [1] }] }],
    event: {
      request: { url: "http://worker.localhost/first", method: "GET" },
      response: { status: 200 },
    },
  });
  expect(events[0]?.eventTimestamp).toBeTypeOf("number");
  events.length = 0;
  await edge.get("http://worker.localhost/throw");
  await edge.edge.trigger("worker", "*/5 * * * *", new Date(1_700_000_000_000));
  await edge.edge.deliver("worker", "jobs", [message("text", "ack")]);
  await expect.poll(() => events.length).toBe(3);
  expect(events).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        outcome: "exception",
        exceptions: [expect.objectContaining({ name: "TypeError", message: "bad request" })],
      }),
      expect.objectContaining({
        event: { cron: "*/5 * * * *", scheduledTime: 1_700_000_000_000 },
      }),
      expect.objectContaining({ event: { queue: "jobs", batchSize: 1 } }),
    ]),
  );
  stop();
  await edge.get("http://watched.localhost/unrelated");
  await edge.get("http://worker.localhost/after");
  await log("seen /after").toHaveLength(1);
  expect(events).toHaveLength(3);
});

test("a tail consumer gets the events of the Workers that name it", async () => {
  await edge.get("http://watched.localhost/");
  await log("tailed watched ok").not.toHaveLength(0);
});
