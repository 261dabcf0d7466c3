import { callDependency } from "../../kit/dependency.ts";
import type { FeedbackEvent } from "../events/event.ts";
import { limits } from "../limits.ts";
import type { Board } from "./board.ts";
import { insertEvent } from "./events.ts";

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

export interface StoredAttachment extends Attachment {
  /** Random; says nothing about board, feedback or file. */
  readonly objectKey: string;
}

const columns =
  "a.id, a.name, a.content_type AS contentType, a.size_bytes AS sizeBytes, a.object_key AS objectKey";

/**
 * Whether the token, by its hash, lets its holder attach files: it belongs to this feedback, which
 * was created after `createdAfter`.
 */
export async function mayAttach(
  db: D1Database,
  { workspace, board }: Board,
  feedbackId: string,
  token: { readonly hash: string; readonly createdAfter: number },
): Promise<boolean> {
  const row = await callDependency("database", () =>
    db
      .prepare(
        `SELECT 1 FROM feedback WHERE id = ?1 AND workspace = ?2 AND board = ?3
         AND attachment_token_hash = ?4 AND created_at > ?5`,
      )
      .bind(feedbackId, workspace, board, token.hash, token.createdAfter)
      .first(),
  );
  return row !== null;
}

/** Records an attachment and its event; false, and nothing stored, when the feedback has its fill. */
export async function createAttachment(
  db: D1Database,
  event: FeedbackEvent,
  attachment: StoredAttachment,
): Promise<boolean> {
  const hasRoom = `(SELECT count(*) FROM attachments WHERE feedback_id = ?5)
    < ${limits.attachmentsPerFeedback}`;
  const insert = db
    .prepare(
      `INSERT INTO attachments
       (id, feedback_id, object_key, name, content_type, size_bytes, created_at)
       SELECT ?2, feedback_id, ?3, ?4, ?5, ?6, created_at FROM events WHERE id = ?1`,
    )
    .bind(
      event.id,
      attachment.id,
      attachment.objectKey,
      attachment.name,
      attachment.contentType,
      attachment.sizeBytes,
    );
  const [recorded] = await callDependency("database", () =>
    db.batch([insertEvent(db, event, hasRoom), insert]),
  );
  return (recorded?.meta.changes ?? 0) > 0;
}

export async function listAttachments(
  db: D1Database,
  feedbackId: string,
): Promise<StoredAttachment[]> {
  const { results } = await callDependency("database", () =>
    db
      .prepare(
        `SELECT ${columns} FROM attachments a WHERE a.feedback_id = ?1 ORDER BY a.created_at, a.id`,
      )
      .bind(feedbackId)
      .all<StoredAttachment>(),
  );
  return results;
}

/** Null when this feedback of this board has no such attachment. */
export async function getAttachment(
  db: D1Database,
  { workspace, board }: Board,
  feedbackId: string,
  id: string,
): Promise<StoredAttachment | null> {
  return callDependency("database", () =>
    db
      .prepare(
        `SELECT ${columns} FROM attachments a JOIN feedback f ON f.id = a.feedback_id
         WHERE a.id = ?1 AND f.id = ?2 AND f.workspace = ?3 AND f.board = ?4`,
      )
      .bind(id, feedbackId, workspace, board)
      .first<StoredAttachment>(),
  );
}
