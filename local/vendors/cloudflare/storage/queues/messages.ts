import { type Context, Hono } from "hono";
import { z } from "zod";
import type { QueueMessage } from "../../../../data/contract.ts";
import { queueLimits } from "../../../../data/queue-rules.ts";
import type { OutgoingMessage, RetryLimits } from "../../../../data/queue-store.ts";
import { success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import type { HttpPullConsumer, Queue } from "../resources.ts";
import type { StorageContext } from "../storage-context.ts";
import { consumersOf } from "./consumer-wire.ts";
import { answering, bodyError, queueErrors } from "./errors.ts";
import { describeQueue, findQueue } from "./queues.ts";

const messageSchema = z.object({
  body: z.unknown(),
  content_type: z.enum(["text", "json"]).default("json"),
  delay_seconds: z.number().optional(),
});

const batchSchema = z.object({
  messages: z.array(messageSchema).min(1),
  delay_seconds: z.number().optional(),
});

const batchSize = z.int().min(1).max(queueLimits.batchMessages).optional();

const pullSchema = z.object({
  batch_size: batchSize,
  visibility_timeout_ms: z.int().min(0).max(queueLimits.visibilityTimeoutMs).optional(),
  /** The older name, still documented. */
  visibility_timeout: z.int().min(0).max(queueLimits.visibilityTimeoutMs).optional(),
});

const ackSchema = z.object({
  acks: z.array(z.object({ lease_id: z.string() })).default([]),
  retries: z
    .array(z.object({ lease_id: z.string(), delay_seconds: z.int().min(0).optional() }))
    .default([]),
});

export function queueMessageRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { queues } = storage.data;
  const base = "/accounts/:account/queues/:queue";

  app.post(`${base}/messages`, async (c) => {
    const { queue_name } = findQueue(storage, c);
    const message = await readBody(c, messageSchema, bodyError);
    answering(() => queues.send(queue_name, [parseMessage(message)]));
    return success({ metadata: { metrics: describeBacklog(storage, queue_name) } });
  });
  app.post(`${base}/messages/batch`, async (c) => {
    const { queue_name } = findQueue(storage, c);
    const { messages, delay_seconds } = await readBody(c, batchSchema, bodyError);
    answering(() => queues.send(queue_name, messages.map(parseMessage), delay_seconds));
    return success({ metadata: { metrics: describeBacklog(storage, queue_name) } });
  });
  app.post(`${base}/messages/pull`, (c) => pull(storage, c));
  app.post(`${base}/messages/ack`, (c) => acknowledge(storage, c));
  app.post(`${base}/messages/peek`, async (c) => {
    const { queue_name } = findQueue(storage, c);
    const { batch_size = 5 } = await readBody(c, z.object({ batch_size: batchSize }), bodyError);
    return success({ messages: queues.peek(queue_name, batch_size).map(describeMessage) });
  });
  app.get(`${base}/metrics`, (c) =>
    success(describeBacklog(storage, findQueue(storage, c).queue_name)),
  );
  app.post(`${base}/purge`, async (c) => {
    const queue = findQueue(storage, c);
    queues.purge(queue.queue_name);
    return success(describeQueue(storage, queue));
  });
  app.get(`${base}/purge`, (c) => {
    findQueue(storage, c);
    return success({ completed: "true", started_at: storage.context.clock.now().toISOString() });
  });
  return app;
}

async function pull(storage: StorageContext, c: Context): Promise<Response> {
  const queue = findQueue(storage, c);
  const consumer = pullConsumer(storage, queue);
  const input = await readBody(c, pullSchema, bodyError);
  const messages = storage.data.queues.lease(queue.queue_name, {
    ...retryLimits(consumer),
    holder: "pull",
    messages: input.batch_size ?? consumer.settings.batch_size,
    bytes: queueLimits.batchBytes,
    forMs:
      input.visibility_timeout_ms ??
      input.visibility_timeout ??
      consumer.settings.visibility_timeout_ms,
  });
  const metrics = describeBacklog(storage, queue.queue_name);
  return success({
    messages: messages.map((message) => ({
      ...describeMessage(message),
      lease_id: message.leaseId,
    })),
    message_backlog_count: metrics.backlog_count,
    metadata: { metrics },
  });
}

async function acknowledge(storage: StorageContext, c: Context): Promise<Response> {
  const consumer = pullConsumer(storage, findQueue(storage, c));
  const { acks, retries } = await readBody(c, ackSchema, bodyError);
  const { acked, retried } = storage.data.queues.settle({
    ...retryLimits(consumer),
    acks: acks.map(({ lease_id }) => lease_id),
    retries: retries.map(({ lease_id, delay_seconds }) => ({
      leaseId: lease_id,
      delaySeconds: delay_seconds ?? consumer.settings.retry_delay,
    })),
  });
  return success({ ackCount: acked, retryCount: retried, warnings: {} });
}

/** @throws ApiError when the queue is not pulled from. */
function pullConsumer(storage: StorageContext, queue: Queue): HttpPullConsumer {
  const consumer = consumersOf(storage, queue).find(({ type }) => type === "http_pull");
  if (consumer?.type !== "http_pull") throw queueErrors.pullNotEnabled();
  return consumer;
}

function retryLimits({ settings, dead_letter_queue }: HttpPullConsumer): RetryLimits {
  return { maxRetries: settings.max_retries, deadLetterQueue: dead_letter_queue ?? null };
}

function parseMessage(message: z.infer<typeof messageSchema>): OutgoingMessage {
  const { body, content_type, delay_seconds } = message;
  const text = content_type === "text" ? String(body ?? "") : JSON.stringify(body ?? null);
  return { body: Buffer.from(text), contentType: content_type, delaySeconds: delay_seconds };
}

/**
 * Text as it is, all else in Base64.
 * @see https://developers.cloudflare.com/queues/configuration/pull-consumers/#content-types
 */
function describeMessage({ id, body, contentType, timestampMs, attempts }: QueueMessage) {
  return {
    id,
    body: body.toString(contentType === "text" ? "utf8" : "base64"),
    timestamp_ms: timestampMs,
    attempts,
    metadata: { "CF-Content-Type": contentType },
  };
}

function describeBacklog({ data }: StorageContext, queue: string) {
  const { messages, bytes, oldestTimestampMs } = data.queues.backlog(queue);
  return {
    backlog_count: messages,
    backlog_bytes: bytes,
    oldest_message_timestamp_ms: oldestTimestampMs,
  };
}
