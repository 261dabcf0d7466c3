import { type Board, isSlug } from "../store/board.ts";

const eventTypes = [
  "feedback.created",
  "feedback.voted",
  "feedback.unvoted",
  "feedback.attached",
] as const;

export type FeedbackEventType = (typeof eventTypes)[number];

/** A message on the queue. It carries ids, not text: the consumer reads what is true when it runs. */
export interface FeedbackEvent extends Board {
  readonly id: string;
  readonly type: FeedbackEventType;
  readonly feedbackId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** The event in a message's body; undefined when it is none, as with a poison message. */
export function parseEvent(body: unknown): FeedbackEvent | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { id, type, feedbackId, createdAt, workspace, board }: Partial<FeedbackEvent> = body;
  if (!isId(id) || !isId(feedbackId)) return undefined;
  if (type === undefined || !eventTypes.includes(type)) return undefined;
  if (typeof createdAt !== "number" || !Number.isFinite(createdAt)) return undefined;
  if (typeof workspace !== "string" || typeof board !== "string") return undefined;
  if (!isSlug(workspace) || !isSlug(board)) return undefined;
  return { id, type, feedbackId, createdAt, workspace, board };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);
}
