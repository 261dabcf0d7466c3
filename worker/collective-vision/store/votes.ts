import { callDependency } from "../../kit/dependency.ts";
import type { FeedbackEvent } from "../events/event.ts";
import { insertEvent } from "./events.ts";

export interface VoteOutcome {
  /** Votes of the feedback afterwards; null when the board has no such feedback. */
  readonly votes: number | null;
  /** Whether anything changed: a second vote of the same voter changes nothing. */
  readonly hasChanged: boolean;
}

const isOnBoard = "EXISTS (SELECT 1 FROM feedback WHERE id = ?5 AND workspace = ?3 AND board = ?4)";
const hasVoted = "EXISTS (SELECT 1 FROM votes WHERE feedback_id = ?5 AND voter_hash = ?7)";

/** Counts a voter once. The event is recorded only when the vote is new. */
export function addVote(
  db: D1Database,
  event: FeedbackEvent,
  voterHash: string,
): Promise<VoteOutcome> {
  return changeVote(db, event, voterHash, {
    condition: `${isOnBoard} AND NOT ${hasVoted}`,
    change: db
      .prepare(
        `INSERT INTO votes (feedback_id, voter_hash, created_at)
         SELECT feedback_id, ?2, created_at FROM events WHERE id = ?1`,
      )
      .bind(event.id, voterHash),
    by: 1,
  });
}

/** Takes a voter's vote back, if there is one. */
export function removeVote(
  db: D1Database,
  event: FeedbackEvent,
  voterHash: string,
): Promise<VoteOutcome> {
  return changeVote(db, event, voterHash, {
    condition: `${isOnBoard} AND ${hasVoted}`,
    change: db
      .prepare(
        `DELETE FROM votes WHERE voter_hash = ?2
         AND feedback_id IN (SELECT feedback_id FROM events WHERE id = ?1)`,
      )
      .bind(event.id, voterHash),
    by: -1,
  });
}

interface VoteChange {
  readonly condition: string;
  readonly change: D1PreparedStatement;
  readonly by: 1 | -1;
}

/**
 * One transaction. Its first statement records the event if the vote is a change; the others act
 * only where that event exists, so that two requests of one voter cannot count twice.
 */
async function changeVote(
  db: D1Database,
  event: FeedbackEvent,
  voterHash: string,
  { condition, change, by }: VoteChange,
): Promise<VoteOutcome> {
  const count = db
    .prepare(
      `UPDATE feedback SET vote_count = vote_count + ?2
       WHERE id IN (SELECT feedback_id FROM events WHERE id = ?1)`,
    )
    .bind(event.id, by);
  const read = db
    .prepare(
      "SELECT vote_count AS votes FROM feedback WHERE id = ?1 AND workspace = ?2 AND board = ?3",
    )
    .bind(event.feedbackId, event.workspace, event.board);
  const results = await callDependency("database", () =>
    db.batch<{ votes: number }>([
      insertEvent(db, event, condition, voterHash),
      change,
      count,
      read,
    ]),
  );
  return {
    votes: results[3]?.results[0]?.votes ?? null,
    hasChanged: (results[0]?.meta.changes ?? 0) > 0,
  };
}
