import { readJson } from "../../kit/body.ts";
import { sha256Hex } from "../../kit/hash.ts";
import { Problem } from "../../kit/problem.ts";
import { chooseEmbedder } from "../embedding/embedder.ts";
import { findSimilar } from "../embedding/similar.ts";
import { limits } from "../limits.ts";
import { listAttachments } from "../store/attachments.ts";
import {
  createFeedback,
  type Feedback,
  getFeedback,
  getManyFeedback,
  listFeedback,
} from "../store/feedback.ts";
import { emit, newEvent } from "./emit.ts";
import { parseFeedback, parseLimit, parsePageRequest } from "./feedback-input.ts";
import { attachmentView, feedbackPath, feedbackView } from "./feedback-view.ts";
import type { AppContext } from "./types.ts";

export async function postFeedback(c: AppContext): Promise<Response> {
  const input = parseFeedback(
    await readJson(c.req.raw, { bytes: limits.feedbackBodyBytes, depth: limits.jsonDepth }),
  );
  const { newId } = c.var.runtime;
  const attachmentToken = `${newId()}${newId()}`.replaceAll("-", "");
  const event = newEvent(c, "feedback.created", newId());
  const { feedbackId: id, createdAt } = event;
  const attachmentTokenHash = await sha256Hex(attachmentToken);
  await createFeedback(
    c.env.DB,
    { ...c.var.board, ...input, id, attachmentTokenHash, createdAt },
    event,
  );
  emit(c, event);
  const view = feedbackView({ ...input, id, votes: 0, attachmentCount: 0, createdAt });
  return c.json({ ...view, attachmentToken }, 201, { location: feedbackPath(c.var.board, id) });
}

export async function getFeedbackList(c: AppContext): Promise<Response> {
  const { items, nextCursor } = await listFeedback(
    c.env.DB,
    c.var.board,
    parsePageRequest(c.req.query()),
  );
  return c.json({ items: items.map(feedbackView), nextCursor });
}

export async function getOneFeedback(c: AppContext): Promise<Response> {
  const feedback = await requireFeedback(c);
  const attachments = await listAttachments(c.env.DB, feedback.id);
  return c.json({
    ...feedbackView(feedback),
    attachments: attachments.map((each) => attachmentView(c.var.board, feedback.id, each)),
  });
}

export async function getSimilarFeedback(c: AppContext): Promise<Response> {
  const limit = parseLimit(c.req.query("limit"), 5, limits.similarMax);
  const feedback = await requireFeedback(c);
  const { DB, VECTORIZE } = c.env;
  const { board } = c.var;
  const matches = await findSimilar(VECTORIZE, chooseEmbedder(c.env), board, feedback, limit);
  const scores = new Map(matches.map(({ id, score }) => [id, score]));
  const found = await getManyFeedback(DB, board, [...scores.keys()]);
  return c.json({
    items: found.map((each) => ({ ...feedbackView(each), score: scores.get(each.id) ?? 0 })),
  });
}

/** @throws Problem not_found */
export async function requireFeedback(c: AppContext): Promise<Feedback> {
  const id = c.req.param("id") ?? "";
  const feedback = await getFeedback(c.env.DB, c.var.board, id);
  if (feedback === null) throw noSuchFeedback();
  return feedback;
}

export function noSuchFeedback(): Problem {
  return new Problem("not_found", "This board has no feedback with that id.");
}
