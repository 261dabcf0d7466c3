import { expect, onTestFinished, test } from "vitest";
import type { LeasedMessage } from "../../../local/data/contract.ts";
import { createQueueBroker } from "../../../local/data/queue-broker.ts";
import type { QueueStore } from "../../../local/data/queue-store.ts";
import type { QueueOutcome, RuntimeQueueConsumer } from "../../../local/edge/contract.ts";
import { ManualTimers } from "./support/manual-timers.ts";
import { useDataPlane } from "./support/use-data-plane.ts";

const consumer = (settings: Partial<RuntimeQueueConsumer> = {}): RuntimeQueueConsumer => ({
  queue: "orders",
  script: "shop",
  deadLetterQueue: null,
  batchSize: 3,
  maxWaitTimeMs: 5000,
  maxRetries: 2,
  retryDelaySeconds: 0,
  maxConcurrency: null,
  ...settings,
});

const outcome = (decided: Partial<QueueOutcome> = {}): QueueOutcome => ({
  outcome: "ok",
  ackAll: false,
  retryBatch: { retry: false },
  explicitAcks: [],
  retryMessages: [],
  ...decided,
});

interface Delivery {
  script: string;
  queue: string;
  texts: string[];
  attempts: number[];
  messages: readonly LeasedMessage[];
  /** Ends the call of the handler. */
  end(decided?: Partial<QueueOutcome>): Promise<void>;
  fail(): Promise<void>;
}

/** A broker whose deliveries the test ends by hand. */
function useBroker() {
  const { data, clock } = useDataPlane();
  const timers = new ManualTimers(clock);
  const deliveries: Delivery[] = [];
  const broker = createQueueBroker(data.queues, {
    timers,
    now: () => clock.now().getTime(),
    deliver: (script, queue, messages) =>
      new Promise((resolve, reject) => {
        deliveries.push({
          script,
          queue,
          messages,
          texts: messages.map(({ body }) => body.toString()),
          attempts: messages.map(({ attempts }) => attempts),
          async end(decided = {}) {
            resolve(outcome(decided));
            await settle();
          },
          async fail() {
            reject(new Error("No version runs."));
            await settle();
          },
        });
      }),
  });
  onTestFinished(() => broker.close());
  return { broker, queues: data.queues, timers, deliveries };
}

/** Lets the promises of an ended delivery run to their end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

const send = (queues: QueueStore, ...texts: string[]) =>
  queues.send(
    "orders",
    texts.map((text) => ({ body: Buffer.from(text), contentType: "text" as const })),
  );

test("a batch goes out as soon as it is full", () => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([consumer()]);
  send(queues, "a", "b");
  expect(deliveries).toEqual([]);
  send(queues, "c", "d");
  expect(deliveries).toMatchObject([{ script: "shop", queue: "orders", texts: ["a", "b", "c"] }]);
});

test("a batch that is not full goes out when its first message has waited enough", () => {
  const { broker, queues, timers, deliveries } = useBroker();
  broker.apply([consumer()]);
  send(queues, "a");
  timers.advance(3000);
  send(queues, "b");
  timers.advance(1999);
  expect(deliveries).toEqual([]);
  timers.advance(1);
  expect(deliveries).toMatchObject([{ texts: ["a", "b"] }]);
});

test("a delayed message is delivered after its delay and fills a batch then", () => {
  const { broker, queues, timers, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 2 })]);
  queues.send("orders", [{ body: Buffer.from("late"), contentType: "text" }], 10);
  timers.advance(9_000);
  send(queues, "now");
  timers.advance(999);
  expect(deliveries).toEqual([]);
  timers.advance(1);
  expect(deliveries).toMatchObject([{ texts: ["now", "late"] }]);
});

test("a batch holds at most 256,000 bytes", () => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 100, maxWaitTimeMs: 0 })]);
  broker.apply([], []);
  for (let index = 0; index < 3; index++) send(queues, "x".repeat(100_000));
  broker.apply([consumer({ batchSize: 100, maxWaitTimeMs: 0, maxConcurrency: 1 })]);
  expect(deliveries.map(({ texts }) => texts.length)).toEqual([2]);
});

test("acknowledged messages are gone", async () => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([consumer()]);
  send(queues, "a", "b", "c");
  await deliveries[0]?.end();
  expect(queues.backlog("orders").messages).toBe(0);
});

test("a retried message comes back after its delay, with its attempts counted", async () => {
  const { broker, queues, timers, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1 })]);
  send(queues, "a");
  const [first] = deliveries;
  await first?.end({ retryMessages: [{ msgId: first.messages[0]?.id ?? "", delaySeconds: 30 }] });
  timers.advance(29_999);
  expect(deliveries).toHaveLength(1);
  timers.advance(1);
  expect(deliveries[1]).toMatchObject({ texts: ["a"], attempts: [2] });
});

test("the consumer's retry delay holds where the handler gives none", async () => {
  const { broker, queues, timers, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1, retryDelaySeconds: 12 })]);
  send(queues, "a");
  await deliveries[0]?.end({ outcome: "exception" });
  expect(timers.nextMs()).toBe(12_000);
});

test.each<[string, Partial<QueueOutcome>, (ids: string[]) => Partial<QueueOutcome>, string[]]>([
  ["a handler that returns", {}, () => ({}), []],
  ["a handler that throws", { outcome: "exception" }, () => ({}), ["a", "b", "c"]],
  [
    "an ack before a throw",
    { outcome: "exception" },
    ([a]) => ({ explicitAcks: [a ?? ""] }),
    ["b", "c"],
  ],
  ["ackAll() before a throw", { outcome: "exception", ackAll: true }, () => ({}), []],
  ["retryAll()", { retryBatch: { retry: true } }, () => ({}), ["a", "b", "c"]],
  [
    "an ack and retryAll()",
    { retryBatch: { retry: true } },
    ([a]) => ({ explicitAcks: [a ?? ""] }),
    ["b", "c"],
  ],
  [
    "a retry and ackAll()",
    { ackAll: true },
    ([, b]) => ({ retryMessages: [{ msgId: b ?? "" }] }),
    ["b"],
  ],
])("%s leaves the right messages", async (_what, decided, byId, left) => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([consumer()]);
  send(queues, "a", "b", "c");
  const ids = deliveries[0]?.messages.map(({ id }) => id) ?? [];
  broker.apply([], []);
  await deliveries[0]?.end({ ...decided, ...byId(ids) });
  expect(queues.peek("orders", 10).map(({ body }) => body.toString())).toEqual(left);
});

test("a poison message goes to the dead-letter queue after its last retry", async () => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1, maxRetries: 2, deadLetterQueue: "dead" })]);
  send(queues, "poison");
  const [{ id = "" } = {}] = queues.peek("orders", 1);
  for (let delivery = 0; delivery < 3; delivery++) {
    expect(deliveries[delivery]?.attempts).toEqual([delivery + 1]);
    await deliveries[delivery]?.end({ outcome: "exception" });
  }
  expect(deliveries).toHaveLength(3);
  expect(queues.backlog("orders").messages).toBe(0);
  expect(queues.peek("dead", 10)).toMatchObject([{ id, attempts: 0 }]);
});

test("a poison message without a dead-letter queue is dropped", async () => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1, maxRetries: 0 })]);
  send(queues, "poison");
  await deliveries[0]?.end({ outcome: "exception" });
  expect(deliveries).toHaveLength(1);
  expect(queues.backlog("orders").messages).toBe(0);
});

test("the consumer of a dead-letter queue gets what arrives there", async () => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([
    consumer({ batchSize: 1, maxRetries: 0, deadLetterQueue: "dead" }),
    consumer({ queue: "dead", script: "morgue", batchSize: 1 }),
  ]);
  send(queues, "poison");
  await deliveries[0]?.end({ outcome: "exception" });
  expect(deliveries[1]).toMatchObject({ script: "morgue", queue: "dead", texts: ["poison"] });
});

test("a batch that no version took is delivered again, later each time, and not counted", async () => {
  const { broker, queues, timers, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1, maxRetries: 0 })]);
  send(queues, "a");
  await deliveries[0]?.fail();
  expect(timers.nextMs()).toBe(250);
  timers.advance(250);
  await deliveries[1]?.fail();
  expect(timers.nextMs()).toBe(500);
  timers.advance(500);
  expect(deliveries[2]?.attempts).toEqual([1]);
});

test("no more batches are on their way than the consumer allows", async () => {
  const { broker, queues, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1, maxConcurrency: 2 })]);
  send(queues, "a", "b", "c");
  expect(deliveries.map(({ texts }) => texts)).toEqual([["a"], ["b"]]);
  await deliveries[1]?.end();
  expect(deliveries.map(({ texts }) => texts)).toEqual([["a"], ["b"], ["c"]]);
});

test("a paused queue keeps its messages until it goes on", () => {
  const { broker, queues, timers, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1 })], ["orders"]);
  send(queues, "a");
  timers.advance(60_000);
  expect(deliveries).toEqual([]);
  broker.apply([consumer({ batchSize: 1 })], []);
  expect(deliveries).toMatchObject([{ texts: ["a"] }]);
});

test("messages without a consumer wait for one", () => {
  const { broker, queues, deliveries } = useBroker();
  send(queues, "a");
  broker.apply([consumer({ batchSize: 1 })]);
  expect(deliveries).toMatchObject([{ texts: ["a"] }]);
});

test("messages older than the queue's retention are dropped", () => {
  const { broker, queues, timers, deliveries } = useBroker();
  queues.configure("orders", { deliveryDelaySeconds: 0, retentionSeconds: 60 });
  send(queues, "old");
  timers.advance(60_000);
  broker.apply([consumer({ batchSize: 1 })]);
  expect(deliveries).toEqual([]);
  expect(queues.backlog("orders").messages).toBe(0);
});

test("what a broker was delivering when it died is delivered by the next one", () => {
  const { broker, queues, timers, deliveries } = useBroker();
  broker.apply([consumer({ batchSize: 1 })]);
  send(queues, "a");
  broker.close();
  const again: string[] = [];
  const next = createQueueBroker(queues, {
    timers,
    now: () => 0,
    deliver: (_script, _queue, messages) => {
      again.push(...messages.map(({ body, attempts }) => `${body.toString()} ${attempts}`));
      return new Promise(() => undefined);
    },
  });
  onTestFinished(() => next.close());
  next.apply([consumer({ batchSize: 1 })]);
  expect(deliveries).toHaveLength(1);
  expect(again).toEqual(["a 1"]);
});
