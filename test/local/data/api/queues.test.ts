import { expect, test } from "vitest";
import { refusalOf, type StorageApi, useStorageApi } from "../support/use-storage-api.ts";

const create = async ({ client, account_id }: StorageApi, queue_name = "orders") => {
  const { queue_id = "" } = await client.queues.create({ account_id, queue_name });
  return queue_id;
};

test("a queue is created, read, changed, renamed and deleted", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const queue_id = await create(api);
  expect(await client.queues.get(queue_id, { account_id })).toEqual({
    queue_id,
    queue_name: "orders",
    created_on: "2026-11-21T09:00:00.000000Z",
    modified_on: "2026-11-21T09:00:00.000000Z",
    settings: { delivery_delay: 0, delivery_paused: false, message_retention_period: 345_600 },
    consumers: [],
    consumers_total_count: 0,
    producers: [],
    producers_total_count: 0,
  });
  const paused = await client.queues.edit(queue_id, {
    account_id,
    settings: { delivery_paused: true },
  });
  expect(paused.settings).toMatchObject({ delivery_delay: 0, delivery_paused: true });
  await client.queues.messages.push(queue_id, { account_id, body: "kept", content_type: "text" });
  const renamed = await client.queues.update(queue_id, { account_id, queue_name: "purchases" });
  expect(renamed).toMatchObject({ queue_name: "purchases", settings: { delivery_paused: true } });
  expect(api.data.queues.backlog("purchases").messages).toBe(1);
  await client.queues.delete(queue_id, { account_id });
  expect(api.data.queues.backlog("purchases").messages).toBe(0);
  expect(await refusalOf(client.queues.get(queue_id, { account_id }))).toMatchObject({
    status: 404,
    code: 11000,
  });
});

test("queues are found by name, and a name is taken once", async () => {
  const api = await useStorageApi();
  const queue_id = await create(api);
  const list = async (query: string) =>
    ((await (await api.call("GET", `/queues${query}`)).json()) as { result: object[] }).result;
  expect(await list("?name=orders")).toMatchObject([{ queue_id }]);
  expect(await list("?name=order")).toEqual([]);
  expect(await list("?page=2")).toEqual([]);
  expect(await refusalOf(create(api))).toMatchObject({ status: 409, code: 11009 });
  expect(await refusalOf(create(api, "under_score"))).toMatchObject({ status: 400, code: 11003 });
});

test("a queue that a Worker binds is not deleted", async () => {
  const api = await useStorageApi();
  const queue_id = await create(api);
  api.binders.set("queue:orders", ["shop"]);
  const { client, account_id } = api;
  expect((await client.queues.get(queue_id, { account_id })).producers).toEqual([
    { type: "worker", script: "shop" },
  ]);
  expect(await refusalOf(client.queues.delete(queue_id, { account_id }))).toMatchObject({
    status: 409,
    code: 11005,
  });
});

test("a Worker consumer is created with defaults, changed and deleted, each time at the edge", async () => {
  const api = await useStorageApi();
  const { client, account_id, workers } = api;
  const queue_id = await create(api);
  workers.add("shop");
  const before = api.changes;
  const consumer = await client.queues.consumers.create(queue_id, {
    account_id,
    type: "worker",
    script_name: "shop",
    dead_letter_queue: "orders-dead",
    settings: { batch_size: 20 },
  });
  expect(consumer).toEqual({
    consumer_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    created_on: "2026-11-21T09:00:00.000000Z",
    type: "worker",
    script: "shop",
    script_name: "shop",
    queue_name: "orders",
    dead_letter_queue: "orders-dead",
    settings: {
      batch_size: 20,
      max_retries: 3,
      max_wait_time_ms: 5000,
      retry_delay: 0,
      max_concurrency: null,
    },
  });
  const id = consumer.consumer_id ?? "";
  const changed = await client.queues.consumers.update(id, {
    account_id,
    queue_id,
    type: "worker",
    script_name: "shop",
    settings: { max_retries: 5 },
  });
  expect(changed).toMatchObject({ consumer_id: id, settings: { max_retries: 5, batch_size: 10 } });
  expect(await client.queues.consumers.get(id, { account_id, queue_id })).toEqual(changed);
  expect((await client.queues.get(queue_id, { account_id })).consumers).toEqual([changed]);
  await client.queues.consumers.delete(id, { account_id, queue_id });
  expect((await client.queues.consumers.list(queue_id, { account_id })).result).toEqual([]);
  expect(api.changes - before).toBe(3);
  expect(await refusalOf(client.queues.consumers.get(id, { account_id, queue_id }))).toMatchObject({
    code: 11006,
  });
});

test("a queue has one consumer, of a Worker that exists", async () => {
  const api = await useStorageApi();
  const { client, account_id, workers } = api;
  const queue_id = await create(api);
  const consume = () =>
    client.queues.consumers.create(queue_id, { account_id, type: "worker", script_name: "shop" });
  expect(await refusalOf(consume())).toMatchObject({ status: 404, code: 10007 });
  workers.add("shop");
  await consume();
  expect(await refusalOf(consume())).toMatchObject({
    code: 11004,
    message: "workers.api.error.consumer_exists",
  });
});

test("messages are pulled, acknowledged, retried and come back when their lease is over", async () => {
  const api = await useStorageApi();
  const { client, account_id, server } = api;
  const queue_id = await create(api);
  const { messages } = client.queues;
  expect(await refusalOf(messages.pull(queue_id, { account_id }))).toMatchObject({
    message: "messages cannot be pulled unless http_pull mode is enabled",
  });
  await client.queues.consumers.create(queue_id, { account_id, type: "http_pull" });
  await messages.bulkPush(queue_id, {
    account_id,
    messages: [
      { body: "text", content_type: "text" },
      { body: { a: 1 }, content_type: "json" },
      { body: "later", content_type: "text", delay_seconds: 60 },
    ],
  });

  const pulled = await messages.pull(queue_id, { account_id, visibility_timeout_ms: 10_000 });
  expect(pulled).toMatchObject({
    message_backlog_count: 3,
    messages: [
      { body: "text", attempts: 1, metadata: { "CF-Content-Type": "text" } },
      { body: Buffer.from('{"a":1}').toString("base64"), attempts: 1 },
    ],
  });
  expect((await messages.pull(queue_id, { account_id })).messages).toEqual([]);
  const [first, second] = pulled.messages ?? [];
  expect(
    await messages.ack(queue_id, {
      account_id,
      acks: [{ lease_id: first?.lease_id ?? "" }],
      retries: [{ lease_id: second?.lease_id ?? "" }],
    }),
  ).toMatchObject({ ackCount: 1, retryCount: 1 });
  const again = await messages.pull(queue_id, { account_id, visibility_timeout_ms: 10_000 });
  expect(again.messages).toMatchObject([{ id: second?.id, attempts: 2 }]);
  server.clock.advance(10_000);
  expect((await messages.pull(queue_id, { account_id })).messages).toMatchObject([
    { id: second?.id, attempts: 3 },
  ]);
});

test("a queue is purged, peeked into and measured", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const queue_id = await create(api);
  await client.queues.messages.push(queue_id, { account_id, body: "a", content_type: "text" });
  expect(await client.queues.messages.peek(queue_id, { account_id })).toMatchObject({
    messages: [{ body: "a", attempts: 0 }],
  });
  expect(await client.queues.getMetrics(queue_id, { account_id })).toEqual({
    backlog_count: 1,
    backlog_bytes: 1,
    oldest_message_timestamp_ms: api.server.clock.now().getTime(),
  });
  await client.queues.purge.start(queue_id, { account_id, delete_messages_permanently: true });
  expect(await client.queues.getMetrics(queue_id, { account_id })).toMatchObject({
    backlog_count: 0,
  });
});

test("a message over 128,000 bytes is refused", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const queue_id = await create(api);
  const push = (bytes: number) =>
    client.queues.messages.push(queue_id, {
      account_id,
      body: "x".repeat(bytes),
      content_type: "text",
    });
  await push(128_000);
  expect(await refusalOf(push(128_001))).toMatchObject({ status: 413, code: 10204 });
});
