import type { Queue } from "@cloudflare/workers-types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Scenario, startScenarios, type WorkerScenarios } from "./support/worker-scenarios.ts";

interface Env {
  QUEUE: Queue;
  SLOW: Queue;
}

const scenarios = {
  send: async ({ QUEUE }) => {
    await QUEUE.send({ feedback: 1 });
    await QUEUE.send("plain", { contentType: "text" });
    await QUEUE.send(new Uint8Array([1, 2]), { contentType: "bytes" });
    await QUEUE.send(new Map([["key", 1]]), { contentType: "v8" });
    await QUEUE.send("later", { contentType: "text", delaySeconds: 60 });
  },
  batch: ({ QUEUE }) =>
    QUEUE.sendBatch(
      [
        { body: "a", contentType: "text" },
        { body: { b: 1 }, contentType: "json", delaySeconds: 5 },
      ],
      { delaySeconds: 9 },
    ) as Promise<unknown>,
  slow: ({ SLOW }) => SLOW.send("delayed by its binding", { contentType: "text" }) as never,
  refusals: async ({ QUEUE }, attempt) => [
    await attempt(() => QUEUE.send("x".repeat(128_001), { contentType: "text" }) as never),
    await attempt(
      () =>
        QUEUE.sendBatch(
          Array.from({ length: 101 }, () => ({ body: "x", contentType: "text" as const })),
        ) as never,
    ),
    await attempt(
      () =>
        QUEUE.sendBatch(
          Array.from({ length: 3 }, () => ({
            body: "x".repeat(100_000),
            contentType: "text" as const,
          })),
        ) as never,
    ),
    await attempt(() => QUEUE.send("x", { contentType: "text", delaySeconds: 86_401 }) as never),
  ],
} satisfies Record<string, Scenario<Env>>;

describe("a queue binding", () => {
  let worker: WorkerScenarios<keyof typeof scenarios>;

  beforeAll(async () => {
    worker = await startScenarios<Env, keyof typeof scenarios>({
      scenarios,
      bindings: [
        { type: "queue", name: "QUEUE", queue_name: "orders" },
        { type: "queue", name: "SLOW", queue_name: "slow", delivery_delay: 30 },
      ],
    });
  });
  afterAll(() => worker?.close());

  const peek = (queue: string) =>
    worker.plane.data.queues
      .peek(queue, 10)
      .map(({ contentType, body }) => [
        contentType,
        contentType === "v8" ? "" : body.toString("latin1"),
      ]);

  test("keeps messages of every content type", async () => {
    await worker.run("send");
    expect(peek("orders")).toEqual([
      ["json", '{"feedback":1}'],
      ["text", "plain"],
      ["bytes", "\x01\x02"],
      ["v8", ""],
      ["text", "later"],
    ]);
    expect(worker.plane.data.queues.ready("orders")).toMatchObject({ messages: 4 });
  });

  test("delays each message of a batch by its own delay, else by the batch's", async () => {
    worker.plane.data.queues.purge("orders");
    const sentMs = worker.plane.clock.now().getTime() + 1000;
    await worker.run("batch");
    expect(worker.plane.data.queues.ready("orders")).toMatchObject({
      messages: 0,
      nextMs: sentMs + 5000,
    });
  });

  test("delays by the binding's delay", async () => {
    const sentMs = worker.plane.clock.now().getTime() + 1000;
    await worker.run("slow");
    expect(worker.plane.data.queues.ready("slow").nextMs).toBe(sentMs + 30_000);
  });

  test("refuses what is too large, too many or delayed too long", async () => {
    expect(await worker.run("refusals")).toEqual([
      { error: "message length of 128001 bytes exceeds limit of 128000 (10204)" },
      { error: "batch message count of 101 exceeds limit of 100 (10206)" },
      { error: "batch size of 300000 bytes exceeds limit of 256000 (10205)" },
      {
        error:
          "message delay 86401 is invalid: it must be a whole number of seconds from 0 to 86400 (10203)",
      },
    ]);
  });
});
