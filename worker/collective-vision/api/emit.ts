import type { FeedbackEvent, FeedbackEventType } from "../events/event.ts";
import { sendEventLater } from "../events/outbox.ts";
import type { AppContext } from "./types.ts";

/** An event of this request's board, as of this moment. */
export function newEvent(
  c: AppContext,
  type: FeedbackEventType,
  feedbackId: string,
): FeedbackEvent {
  const { now, newId } = c.var.runtime;
  return { id: newId(), type, ...c.var.board, feedbackId, createdAt: now() };
}

/** Sends a recorded event once the answer is out. */
export function emit(c: AppContext, event: FeedbackEvent): void {
  const { runtime, log } = c.var;
  c.executionCtx.waitUntil(sendEventLater(c.env, event, runtime.now, log));
}
