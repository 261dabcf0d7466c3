import type { Attachment } from "../store/attachments.ts";
import type { Board } from "../store/board.ts";
import type { Feedback } from "../store/feedback.ts";

/** Feedback as the API shows it. Text is as its author wrote it: whoever displays it must escape it. */
export interface FeedbackView {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly authorName: string | null;
  readonly votes: number;
  readonly attachmentCount: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export interface AttachmentView extends Attachment {
  /** Path on the API's own host. */
  readonly url: string;
}

export function feedbackView(feedback: Feedback): FeedbackView {
  const { id, title, body, authorName, votes, attachmentCount, createdAt } = feedback;
  return {
    id,
    title,
    body,
    authorName,
    votes,
    attachmentCount,
    createdAt: new Date(createdAt).toISOString(),
  };
}

export function attachmentView(
  board: Board,
  feedbackId: string,
  { id, name, contentType, sizeBytes }: Attachment,
): AttachmentView {
  const url = `${feedbackPath(board, feedbackId)}/attachments/${id}`;
  return { id, name, contentType, sizeBytes, url };
}

export function feedbackPath({ workspace, board }: Board, id: string): string {
  return `/api/v1/${workspace}/${board}/feedback/${id}`;
}
