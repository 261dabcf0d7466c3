import { type Context, Hono } from "hono";
import { z } from "zod";
import { queueLimits } from "../../../../data/queue-rules.ts";
import { paginate, success } from "../../envelope.ts";
import { notifyingBuckets } from "../r2/notifications.ts";
import { queryOf, readBody } from "../request.ts";
import type { Queue } from "../resources.ts";
import { type StorageContext, timestamp } from "../storage-context.ts";
import { consumersOf, describeConsumer } from "./consumer-wire.ts";
import { bodyError, queueErrors } from "./errors.ts";

const settingsSchema = z
  .object({
    delivery_delay: z.int().min(0).max(queueLimits.delaySeconds),
    delivery_paused: z.boolean(),
    message_retention_period: z.int().min(60).max(queueLimits.maximumRetention),
  })
  .partial();

const createSchema = z.object({ queue_name: z.string(), settings: settingsSchema.optional() });
const updateSchema = createSchema.partial();

const limits = { defaultPerPage: 100, maxPerPage: 1000 };

export function queueRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { hooks, resources } = storage;
  const base = "/accounts/:account/queues";

  app.get(base, (c) => {
    const query = queryOf(c);
    const name = query.get("name");
    const queues = resources.queues.filter(
      ({ queue_name }) => name === null || queue_name === name,
    );
    const { result, resultInfo } = paginate(queues, query, limits);
    return success(
      result.map((queue) => describeQueue(storage, queue)),
      resultInfo,
    );
  });
  app.post(base, async (c) => {
    const input = await readBody(c, createSchema, bodyError);
    const queue = await hooks.change(() => create(storage, input));
    configure(storage, queue);
    return success(describeQueue(storage, queue));
  });
  app.get(`${base}/:queue`, (c) => success(describeQueue(storage, findQueue(storage, c))));
  for (const method of ["PUT", "PATCH"]) {
    app.on(method, `${base}/:queue`, async (c) => {
      const queue = findQueue(storage, c);
      const input = await readBody(c, updateSchema, bodyError);
      const changed = await hooks.change(() => update(storage, queue, input));
      if (changed.queue_name !== queue.queue_name) {
        storage.data.queues.rename(queue.queue_name, changed.queue_name);
      }
      configure(storage, changed);
      return success(describeQueue(storage, changed));
    });
  }
  app.delete(`${base}/:queue`, async (c) => {
    const queue = findQueue(storage, c);
    requireUnused(storage, queue);
    await hooks.change(() => {
      for (const { consumer_id } of consumersOf(storage, queue)) {
        resources.queueConsumers.delete(consumer_id);
      }
      resources.queues.delete(queue.queue_id);
    });
    storage.data.queues.deleteQueue(queue.queue_name);
    return success(null);
  });
  return app;
}

/** @throws ApiError 11000 */
export function findQueue({ resources }: StorageContext, c: Context): Queue {
  const queue = resources.queues.get(c.req.param("queue") ?? "");
  if (!queue) throw queueErrors.notFound();
  return queue;
}

export function describeQueue(storage: StorageContext, queue: Queue) {
  const consumers = consumersOf(storage, queue);
  const producers = [
    ...storage.hooks
      .bindersOf("queue", queue.queue_name)
      .map((script) => ({ type: "worker", script })),
    ...notifyingBuckets(storage, queue.queue_id).map((bucket_name) => ({
      type: "r2_bucket",
      bucket_name,
    })),
  ];
  return {
    ...queue,
    consumers: consumers.map((consumer) => describeConsumer(consumer, queue)),
    consumers_total_count: consumers.length,
    producers,
    producers_total_count: producers.length,
  };
}

function create(storage: StorageContext, input: z.infer<typeof createSchema>): Queue {
  requireFreeName(storage, input.queue_name);
  const queue_id = storage.context.ids.hex(16);
  const now = timestamp(storage);
  return storage.resources.queues.put(queue_id, {
    queue_id,
    queue_name: input.queue_name,
    created_on: now,
    modified_on: now,
    settings: {
      delivery_delay: input.settings?.delivery_delay ?? 0,
      delivery_paused: input.settings?.delivery_paused ?? false,
      message_retention_period:
        input.settings?.message_retention_period ?? queueLimits.defaultRetention,
    },
  });
}

function update(
  storage: StorageContext,
  queue: Queue,
  { queue_name = queue.queue_name, settings = {} }: z.infer<typeof updateSchema>,
): Queue {
  if (queue_name !== queue.queue_name) requireFreeName(storage, queue_name);
  return storage.resources.queues.put(queue.queue_id, {
    ...queue,
    queue_name,
    modified_on: timestamp(storage),
    settings: {
      delivery_delay: settings.delivery_delay ?? queue.settings.delivery_delay,
      delivery_paused: settings.delivery_paused ?? queue.settings.delivery_paused,
      message_retention_period:
        settings.message_retention_period ?? queue.settings.message_retention_period,
    },
  });
}

function requireFreeName({ resources }: StorageContext, name: string): void {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) throw queueErrors.invalidName(name);
  if (resources.queues.find(({ queue_name }) => queue_name === name)) {
    throw queueErrors.nameTaken(name);
  }
}

function requireUnused(storage: StorageContext, queue: Queue): void {
  const scripts = storage.hooks.bindersOf("queue", queue.queue_name);
  if (scripts.length > 0) throw queueErrors.boundByWorker(scripts);
  const buckets = notifyingBuckets(storage, queue.queue_id);
  if (buckets.length > 0) throw queueErrors.notified(buckets);
}

function configure({ data }: StorageContext, { queue_name, settings }: Queue): void {
  data.queues.configure(queue_name, {
    deliveryDelaySeconds: settings.delivery_delay,
    retentionSeconds: settings.message_retention_period,
  });
}
