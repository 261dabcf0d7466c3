import type { Logger } from "../../kit/log.ts";
import { chooseEmbedder } from "../embedding/embedder.ts";
import { indexFeedback } from "../embedding/similar.ts";
import type { Env } from "../env.ts";
import type { Job } from "../job.ts";
import { listProcessed, markProcessed } from "../store/events.ts";
import { getManyFeedback } from "../store/feedback.ts";
import { type FeedbackEvent, parseEvent } from "./event.ts";

interface Delivery {
  readonly message: Message;
  readonly event: FeedbackEvent;
}

/**
 * Works through a batch. Each event has its effect once, however often it is delivered. Messages
 * that are no events are retried until the platform moves them to the dead-letter queue, where a
 * person can look at them.
 */
export async function consumeBatch(batch: MessageBatch, job: Job): Promise<void> {
  const { env, runtime, log } = job;
  const deliveries = readDeliveries(batch, log);
  if (deliveries.length === 0) return;
  try {
    const ids = deliveries.map(({ event }) => event.id);
    const processed = await listProcessed(env.DB, ids);
    const fresh = deliveries.filter(({ event }) => !processed.has(event.id));
    await processFresh(fresh, env, runtime.now());
    for (const { message } of deliveries) message.ack();
    log.info("events processed", {
      details: { processed: fresh.length, repeated: deliveries.length - fresh.length },
    });
  } catch (error) {
    for (const { message } of deliveries)
      message.retry({ delaySeconds: backoffSeconds(message.attempts) });
    log.error("events will be retried", { error, details: { messages: deliveries.length } });
  }
}

function readDeliveries(batch: MessageBatch, log: Logger): Delivery[] {
  const deliveries: Delivery[] = [];
  for (const message of batch.messages) {
    const event = parseEvent(message.body);
    if (event !== undefined) {
      deliveries.push({ message, event });
      continue;
    }
    message.retry();
    log.error("message is no event", {
      details: { messageId: message.id, queue: batch.queue, attempts: message.attempts },
    });
  }
  return deliveries;
}

async function processFresh(deliveries: readonly Delivery[], env: Env, now: number): Promise<void> {
  const events = deliveries.map(({ event }) => event);
  const created = events.filter(({ type }) => type === "feedback.created");
  const boards = Map.groupBy(created, ({ workspace, board }) => `${workspace}/${board}`);
  for (const ofBoard of boards.values()) await indexCreated(ofBoard, env);
  await markProcessed(env.DB, events, now);
}

/** Feedback that is gone by now is left out: there is nothing to find. */
async function indexCreated(events: readonly FeedbackEvent[], env: Env): Promise<void> {
  const [board] = events;
  if (board === undefined) return;
  const ids = events.map(({ feedbackId }) => feedbackId);
  const feedback = await getManyFeedback(env.DB, board, ids);
  if (feedback.length === 0) return;
  await indexFeedback(env.VECTORIZE, chooseEmbedder(env), board, feedback);
}

/** How long to leave a failed message alone: 10 s, 20 s, 40 s …, at most 10 minutes. */
export function backoffSeconds(attempts: number): number {
  return Math.min(600, 10 * 2 ** Math.max(0, attempts - 1));
}
