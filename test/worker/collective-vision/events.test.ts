import { beforeEach, expect, test } from "vitest";
import { backoffSeconds } from "../../../worker/collective-vision/events/consume.ts";
import { attach, board, createFeedback, pngOf, voterId } from "../support/feedback.ts";
import { type Harness, startTime, useWorker } from "../support/harness.ts";

let worker: Harness;

beforeEach(async () => {
  worker = await useWorker();
});

const countEvents = (condition: string) =>
  worker.env.DB.prepare(`SELECT count(*) AS count FROM events WHERE ${condition}`).first("count");

test("every change puts one event with ids and no text on the queue", async () => {
  const feedback = await createFeedback(worker, { title: "Secret words" });
  await worker.postJson(`${board}/${feedback.id}/vote`, { voterId: voterId(1) });
  await attach(worker, feedback, pngOf(20));
  expect(worker.queue.sent).toEqual(
    ["feedback.created", "feedback.voted", "feedback.attached"].map((type) => ({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type,
      workspace: "acme",
      board: "main",
      feedbackId: feedback.id,
      createdAt: startTime,
    })),
  );
});

test("a queue that is down costs the visitor nothing; the cron sends the event later", async () => {
  worker.queue.isDown = true;
  await createFeedback(worker);
  expect(worker.messages("warn")).toEqual(["event stays in the outbox"]);
  worker.queue.isDown = false;
  worker.now += 61_000;
  await worker.runScheduled();
  expect(worker.queue.sent.map(({ type }) => type)).toEqual(["feedback.created"]);
  await worker.runScheduled();
  expect(worker.queue.sent).toHaveLength(1);
});

test("the cron leaves events of the last minute to their own requests", async () => {
  worker.queue.isDown = true;
  await createFeedback(worker);
  worker.queue.isDown = false;
  worker.now += 60_000;
  await worker.runScheduled();
  expect(worker.queue.sent).toEqual([]);
});

test("created feedback is indexed under its board and its embedder's name", async () => {
  const { id } = await createFeedback(worker);
  const result = await worker.deliver(worker.queue.sent);
  expect(result.explicitAcks).toEqual(["message-0"]);
  expect(worker.vectorize.vectors.get(id)).toMatchObject({
    namespace: "acme/main",
    metadata: { embedder: "hashed-n-grams-1" },
  });
});

test("an event delivered three times, in one batch and in two, has its effect once", async () => {
  await createFeedback(worker);
  const [event] = worker.queue.sent;
  await worker.deliver([event, event]);
  const again = await worker.deliver([event]);
  expect(again.explicitAcks).toEqual(["message-0"]);
  expect(worker.vectorize.upserts).toBe(1);
  expect(await countEvents("processed_at IS NOT NULL")).toBe(1);
});

test("feedback of several boards in one batch is indexed under each", async () => {
  await createFeedback(worker);
  await createFeedback(worker, {}, "/api/v1/acme/other/feedback");
  await worker.deliver(worker.queue.sent);
  const namespaces = [...worker.vectorize.vectors.values()].map(({ namespace }) => namespace);
  expect(namespaces).toEqual(["acme/main", "acme/other"]);
});

test("an event this database never saw is processed and remembered", async () => {
  const event = {
    id: crypto.randomUUID(),
    type: "feedback.created",
    workspace: "acme",
    board: "main",
    feedbackId: crypto.randomUUID(),
    createdAt: startTime,
  };
  expect((await worker.deliver([event])).explicitAcks).toEqual(["message-0"]);
  expect(worker.vectorize.upserts).toBe(0);
  expect(await countEvents(`id = '${event.id}' AND processed_at IS NOT NULL`)).toBe(1);
});

test("a failure retries every message of the batch and marks none as done", async () => {
  await createFeedback(worker);
  await createFeedback(worker);
  worker.vectorize.upsert = async () => {
    throw new Error("VECTOR_UPSERT_ERROR");
  };
  const { explicitAcks, retryMessages } = await worker.deliver(worker.queue.sent);
  expect(explicitAcks).toEqual([]);
  expect(retryMessages).toHaveLength(2);
  expect(await countEvents("processed_at IS NOT NULL")).toBe(0);
});

test.each([
  [1, 10],
  [2, 20],
  [6, 320],
  [7, 600],
  [100, 600],
])("after attempt %d a message waits %d seconds", (attempts, seconds) => {
  expect(backoffSeconds(attempts)).toBe(seconds);
});

test.each([
  ["nothing", null],
  ["a text", "feedback.created"],
  ["an array", []],
  ["an unknown type", { type: "feedback.exploded" }],
  ["no ids", { type: "feedback.created", workspace: "acme", board: "main", createdAt: 1 }],
])("a message that is %s is retried for the dead-letter queue, others go on", async (_n, body) => {
  await createFeedback(worker);
  const result = await worker.deliver([body, ...worker.queue.sent]);
  expect(result.retryMessages.map(({ msgId }) => msgId)).toEqual(["message-0"]);
  expect(result.explicitAcks).toEqual(["message-1"]);
  expect(worker.messages("error")).toEqual(["message is no event"]);
});

test.each([
  ["id", { id: "1" }],
  ["feedbackId", { feedbackId: 7 }],
  ["createdAt", { createdAt: "now" }],
  ["workspace", { workspace: "../x" }],
])("an event with a wrong %s is no event", async (_name, wrong) => {
  await createFeedback(worker);
  const { retryMessages } = await worker.deliver([{ ...worker.queue.sent[0], ...wrong }]);
  expect(retryMessages).toHaveLength(1);
});

test("the cron forgets events 30 days after their work was done", async () => {
  await createFeedback(worker);
  await worker.deliver(worker.queue.sent);
  worker.now += 30 * 24 * 60 * 60_000;
  await worker.runScheduled();
  expect(await countEvents("true")).toBe(1);
  worker.now += 1;
  await worker.runScheduled();
  expect(await countEvents("true")).toBe(0);
});
