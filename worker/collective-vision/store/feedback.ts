import { callDependency } from "../../kit/dependency.ts";
import type { FeedbackEvent } from "../events/event.ts";
import { type Board, ensureBoard } from "./board.ts";
import { type Cursor, encodeCursor, type FeedbackSort } from "./cursor.ts";
import { insertEvent } from "./events.ts";

export interface Feedback {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly authorName: string | null;
  readonly votes: number;
  readonly attachmentCount: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface NewFeedback extends Board {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly authorName: string | null;
  readonly attachmentTokenHash: string;
  readonly createdAt: number;
}

const columns = `id, title, body, author_name AS authorName, vote_count AS votes,
  (SELECT count(*) FROM attachments WHERE feedback_id = feedback.id) AS attachmentCount,
  created_at AS createdAt`;

/** Stores feedback, its board if new, and the event that tells of it, all or nothing. */
export async function createFeedback(
  db: D1Database,
  feedback: NewFeedback,
  event: FeedbackEvent,
): Promise<void> {
  const { id, workspace, board, title, body, authorName, attachmentTokenHash, createdAt } =
    feedback;
  const insert = db
    .prepare(
      `INSERT INTO feedback
       (id, workspace, board, title, body, author_name, attachment_token_hash, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(id, workspace, board, title, body, authorName, attachmentTokenHash, createdAt);
  await callDependency("database", () =>
    db.batch([...ensureBoard(db, feedback, createdAt), insert, insertEvent(db, event)]),
  );
}

/** Null when this board has no such feedback. */
export async function getFeedback(
  db: D1Database,
  { workspace, board }: Board,
  id: string,
): Promise<Feedback | null> {
  return callDependency("database", () =>
    db
      .prepare(`SELECT ${columns} FROM feedback WHERE id = ?1 AND workspace = ?2 AND board = ?3`)
      .bind(id, workspace, board)
      .first<Feedback>(),
  );
}

/** Those of the ids that this board has, in the order of `ids`. */
export async function getManyFeedback(
  db: D1Database,
  { workspace, board }: Board,
  ids: readonly string[],
): Promise<Feedback[]> {
  const { results } = await callDependency("database", () =>
    db
      .prepare(
        `SELECT ${columns} FROM feedback
         WHERE id IN (SELECT value FROM json_each(?1)) AND workspace = ?2 AND board = ?3`,
      )
      .bind(JSON.stringify(ids), workspace, board)
      .all<Feedback>(),
  );
  return results.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

export interface PageRequest {
  readonly sort: FeedbackSort;
  readonly limit: number;
  readonly after: Cursor | undefined;
}

export interface FeedbackPage {
  readonly items: readonly Feedback[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** How each order goes, and what is behind a cursor in it. Newer first among equals. */
const orders: Readonly<Record<FeedbackSort, { readonly by: string; readonly behind: string }>> = {
  votes: {
    by: "vote_count DESC, created_at DESC, id DESC",
    behind: "(vote_count, created_at, id) < (?4, ?5, ?6)",
  },
  new: { by: "created_at DESC, id DESC", behind: "(created_at, id) < (?5, ?6)" },
};

/** One page of a board. Votes cast while paging by votes may show an item twice or not at all. */
export async function listFeedback(
  db: D1Database,
  { workspace, board }: Board,
  { sort, limit, after }: PageRequest,
): Promise<FeedbackPage> {
  const { by, behind } = orders[sort];
  const sql = `SELECT ${columns} FROM feedback WHERE workspace = ?1 AND board = ?2
    ${after ? `AND ${behind}` : ""} ORDER BY ${by} LIMIT ?3`;
  const place = after ? [after.votes, after.createdAt, after.id] : [];
  const { results } = await callDependency("database", () =>
    db
      .prepare(sql)
      .bind(workspace, board, limit + 1, ...place)
      .all<Feedback>(),
  );
  const items = results.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: last && results.length > limit ? encodeCursor({ sort, ...last }) : null,
  };
}
