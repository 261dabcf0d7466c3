import { readJson } from "../../kit/body.ts";
import { sha256Hex } from "../../kit/hash.ts";
import type { FeedbackEvent, FeedbackEventType } from "../events/event.ts";
import { limits } from "../limits.ts";
import { addVote, removeVote, type VoteOutcome } from "../store/votes.ts";
import { emit, newEvent } from "./emit.ts";
import { noSuchFeedback } from "./feedback.ts";
import { parseVoterId } from "./feedback-input.ts";
import type { AppContext } from "./types.ts";

/** One vote per voter: repeating the request changes nothing and answers the same. */
export function postVote(c: AppContext): Promise<Response> {
  return changeVote(c, "feedback.voted", addVote);
}

export function deleteVote(c: AppContext): Promise<Response> {
  return changeVote(c, "feedback.unvoted", removeVote);
}

async function changeVote(
  c: AppContext,
  type: FeedbackEventType,
  change: (db: D1Database, event: FeedbackEvent, voterHash: string) => Promise<VoteOutcome>,
): Promise<Response> {
  const body = await readJson(c.req.raw, {
    bytes: limits.feedbackBodyBytes,
    depth: limits.jsonDepth,
  });
  const event = newEvent(c, type, c.req.param("id") ?? "");
  const voterHash = await hashVoter(event, parseVoterId(body));
  const { votes, hasChanged } = await change(c.env.DB, event, voterHash);
  if (votes === null) throw noSuchFeedback();
  if (hasChanged) emit(c, event);
  return c.json({ id: event.feedbackId, votes, voted: type === "feedback.voted" });
}

/** The board is part of the hash, so that a voter cannot be followed from board to board. */
function hashVoter({ workspace, board }: FeedbackEvent, voterId: string): Promise<string> {
  return sha256Hex(`${workspace}/${board}/${voterId}`);
}
