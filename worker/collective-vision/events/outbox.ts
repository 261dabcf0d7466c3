import { callDependency } from "../../kit/dependency.ts";
import type { Logger } from "../../kit/log.ts";
import type { Env } from "../env.ts";
import { listUnsentEvents, markSent } from "../store/events.ts";
import type { FeedbackEvent } from "./event.ts";

/** Younger events may still be on their way from the request that made them. */
const graceMs = 60_000;

/** The most messages that a queue takes at once. */
const batchSize = 100;

/** Puts recorded events on the queue. An event that fails stays in the outbox for the cron. */
async function sendEvents(
  env: Pick<Env, "DB" | "QUEUE">,
  events: readonly FeedbackEvent[],
  now: number,
): Promise<void> {
  if (events.length === 0) return;
  await callDependency("queue", () => env.QUEUE.sendBatch(events.map((body) => ({ body }))));
  await markSent(
    env.DB,
    events.map(({ id }) => id),
    now,
  );
}

/** Sends an event after the answer has gone out; a failure is logged and made good by the cron. */
export async function sendEventLater(
  env: Pick<Env, "DB" | "QUEUE">,
  event: FeedbackEvent,
  now: () => number,
  log: Logger,
): Promise<void> {
  try {
    await sendEvents(env, [event], now());
  } catch (error) {
    log.warn("event stays in the outbox", { error, details: { eventId: event.id } });
  }
}

/** Sends what an earlier failure has left behind; returns how many. */
export async function drainOutbox(env: Pick<Env, "DB" | "QUEUE">, now: number): Promise<number> {
  const createdBefore = now - graceMs;
  const events = await listUnsentEvents(env.DB, { createdBefore, limit: batchSize });
  await sendEvents(env, events, now);
  return events.length;
}
