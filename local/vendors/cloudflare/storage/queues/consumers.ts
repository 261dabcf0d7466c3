import { type Context, Hono } from "hono";
import { z } from "zod";
import { queueLimits } from "../../../../data/queue-rules.ts";
import { success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import type { Queue, QueueConsumer } from "../resources.ts";
import { type StorageContext, timestamp } from "../storage-context.ts";
import { consumersOf, describeConsumer } from "./consumer-wire.ts";
import { bodyError, queueErrors } from "./errors.ts";
import { findQueue } from "./queues.ts";

const batchSize = z.int().min(1).max(queueLimits.batchMessages);
const retries = {
  max_retries: z.int().min(0).max(queueLimits.retries).default(3),
  retry_delay: z.int().min(0).max(queueLimits.delaySeconds).default(0),
};

const deadLetterQueue = z
  .string()
  .nullish()
  .transform((name) => name || undefined);

/** @see https://developers.cloudflare.com/queues/configuration/batching-retries/ for the defaults */
const workerSchema = z
  .object({
    type: z.literal("worker"),
    script_name: z.string().optional(),
    script: z.string().optional(),
    dead_letter_queue: deadLetterQueue,
    settings: z
      .object({
        batch_size: batchSize.default(10),
        max_wait_time_ms: z.int().min(0).max(queueLimits.waitTimeMs).default(5000),
        ...retries,
        max_concurrency: z.int().min(1).max(250).nullable().default(null),
      })
      .prefault({}),
  })
  .transform(({ script, script_name = script, ...rest }) => ({ ...rest, script_name }));

const pullSchema = z.object({
  type: z.literal("http_pull"),
  dead_letter_queue: deadLetterQueue,
  settings: z
    .object({
      batch_size: batchSize.default(5),
      ...retries,
      visibility_timeout_ms: z.int().min(0).max(queueLimits.visibilityTimeoutMs).default(30_000),
    })
    .prefault({}),
});

const consumerSchema = z.discriminatedUnion("type", [workerSchema, pullSchema]);

export function queueConsumerRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { hooks, resources } = storage;
  const base = "/accounts/:account/queues/:queue/consumers";

  app.get(base, (c) => {
    const queue = findQueue(storage, c);
    const consumers = consumersOf(storage, queue);
    return success(consumers.map((consumer) => describeConsumer(consumer, queue)));
  });
  app.post(base, async (c) => {
    const queue = findQueue(storage, c);
    const input = await readBody(c, consumerSchema, bodyError);
    const consumer = await hooks.change(() => {
      // A queue is consumed by one Worker or over HTTP, never both.
      if (consumersOf(storage, queue).length > 0) throw queueErrors.consumerExists();
      return put(storage, queue, input, {
        consumer_id: storage.context.ids.hex(16),
        created_on: timestamp(storage),
      });
    });
    return success(describeConsumer(consumer, queue));
  });
  app.get(`${base}/:consumer`, (c) => {
    const queue = findQueue(storage, c);
    return success(describeConsumer(findConsumer(storage, queue, c), queue));
  });
  app.put(`${base}/:consumer`, async (c) => {
    const queue = findQueue(storage, c);
    const consumer = findConsumer(storage, queue, c);
    const input = await readBody(c, consumerSchema, bodyError);
    const changed = await hooks.change(() => put(storage, queue, input, consumer));
    return success(describeConsumer(changed, queue));
  });
  app.delete(`${base}/:consumer`, async (c) => {
    const { consumer_id } = findConsumer(storage, findQueue(storage, c), c);
    await hooks.change(() => resources.queueConsumers.delete(consumer_id));
    return success(null);
  });
  return app;
}

/** @throws ApiError 11006 */
function findConsumer(storage: StorageContext, queue: Queue, c: Context): QueueConsumer {
  const id = c.req.param("consumer");
  const consumer = consumersOf(storage, queue).find(({ consumer_id }) => consumer_id === id);
  if (!consumer) throw queueErrors.consumerNotFound();
  return consumer;
}

function put(
  storage: StorageContext,
  queue: Queue,
  input: z.infer<typeof consumerSchema>,
  { consumer_id, created_on }: Pick<QueueConsumer, "consumer_id" | "created_on">,
): QueueConsumer {
  const { dead_letter_queue, ...rest } = input;
  const identity = {
    consumer_id,
    created_on,
    queue_id: queue.queue_id,
    ...(dead_letter_queue === undefined ? {} : { dead_letter_queue }),
  };
  const { queueConsumers } = storage.resources;
  if (rest.type === "http_pull") return queueConsumers.put(consumer_id, { ...identity, ...rest });
  const { script_name = "" } = rest;
  if (!storage.hooks.workerExists(script_name)) throw queueErrors.workerNotFound();
  return queueConsumers.put(consumer_id, { ...identity, ...rest, script_name });
}
