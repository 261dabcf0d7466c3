import { callDependency } from "../../kit/dependency.ts";
import type { FeedbackEvent } from "../events/event.ts";

/** The statement that records an event, if `condition` (SQL on bound parameters from ?7) holds. */
export function insertEvent(
  db: D1Database,
  event: FeedbackEvent,
  condition = "true",
  ...parameters: readonly string[]
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO events (id, type, workspace, board, feedback_id, created_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ${condition}`,
    )
    .bind(...eventColumns(event), ...parameters);
}

function eventColumns(event: FeedbackEvent): [string, string, string, string, string, number] {
  const { id, type, workspace, board, feedbackId, createdAt } = event;
  return [id, type, workspace, board, feedbackId, createdAt];
}

interface EventRow {
  readonly id: string;
  readonly type: FeedbackEvent["type"];
  readonly workspace: string;
  readonly board: string;
  readonly feedback_id: string;
  readonly created_at: number;
}

/** Events that never reached the queue, oldest first. */
export async function listUnsentEvents(
  db: D1Database,
  options: { readonly createdBefore: number; readonly limit: number },
): Promise<FeedbackEvent[]> {
  const { results } = await callDependency("database", () =>
    db
      .prepare(
        `SELECT id, type, workspace, board, feedback_id, created_at FROM events
         WHERE sent_at IS NULL AND created_at < ?1 ORDER BY created_at LIMIT ?2`,
      )
      .bind(options.createdBefore, options.limit)
      .all<EventRow>(),
  );
  return results.map(({ feedback_id: feedbackId, created_at: createdAt, ...rest }) => ({
    ...rest,
    feedbackId,
    createdAt,
  }));
}

export async function markSent(db: D1Database, ids: readonly string[], now: number): Promise<void> {
  const statement = db.prepare("UPDATE events SET sent_at = ?2 WHERE id = ?1");
  await runBatch(
    db,
    ids.map((id) => statement.bind(id, now)),
  );
}

/** Of these events, the ids of those whose work is done. */
export async function listProcessed(db: D1Database, ids: readonly string[]): Promise<Set<string>> {
  const { results } = await callDependency("database", () =>
    db
      .prepare(
        `SELECT id FROM events
         WHERE processed_at IS NOT NULL AND id IN (SELECT value FROM json_each(?1))`,
      )
      .bind(JSON.stringify(ids))
      .all<{ id: string }>(),
  );
  return new Set(results.map(({ id }) => id));
}

/** Records work as done, also of an event this database has never seen. */
export async function markProcessed(
  db: D1Database,
  events: readonly FeedbackEvent[],
  now: number,
): Promise<void> {
  const statement = db.prepare(
    `INSERT INTO events (id, type, workspace, board, feedback_id, created_at, sent_at, processed_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (id) DO UPDATE SET processed_at = ?7`,
  );
  await runBatch(
    db,
    events.map((event) => statement.bind(...eventColumns(event), now)),
  );
}

/** Forgets events whose work was done before `time`; returns how many went. */
export async function deleteProcessedBefore(db: D1Database, time: number): Promise<number> {
  const { meta } = await callDependency("database", () =>
    db
      .prepare(
        `DELETE FROM events WHERE id IN
         (SELECT id FROM events WHERE processed_at < ?1 ORDER BY processed_at LIMIT 1000)`,
      )
      .bind(time)
      .run(),
  );
  return meta.changes;
}

async function runBatch(db: D1Database, statements: D1PreparedStatement[]): Promise<void> {
  if (statements.length === 0) return;
  await callDependency("database", () => db.batch(statements));
}
