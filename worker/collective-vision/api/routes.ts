import { Hono } from "hono";
import { cors } from "../../kit/cors.ts";
import { methodNotAllowed } from "../../kit/handle-error.ts";
import { killSwitch } from "../../kit/kill-switch.ts";
import { rateLimit } from "../../kit/rate-limit.ts";
import { parseBoard } from "../store/board.ts";
import { downloadAttachment, postAttachment } from "./attachments.ts";
import { corsPolicy } from "./cors-policy.ts";
import { getFeedbackList, getOneFeedback, getSimilarFeedback, postFeedback } from "./feedback.ts";
import type { AppTypes } from "./types.ts";
import { deleteVote, postVote } from "./votes.ts";

/**
 * `/api/v1/:workspace/:board/feedback`. What writes or embeds is rate limited; plain reads are not,
 * as they are what probes, crawlers and offices behind one address do a lot. What writes can be
 * switched off.
 */
export function feedbackRoutes(): Hono<AppTypes> {
  const routes = new Hono<AppTypes>();
  routes.use(cors(corsPolicy));
  routes.use("/:workspace/:board/*", async (c, next) => {
    c.set("board", parseBoard(c.req.param("workspace"), c.req.param("board")));
    await next();
  });
  const writes = killSwitch("writes");
  const list = "/:workspace/:board/feedback";
  routes.get(list, getFeedbackList).post(writes, rateLimit, postFeedback);
  routes.all(list, methodNotAllowed("GET", "POST"));
  routes.get(`${list}/:id`, getOneFeedback).all(methodNotAllowed("GET"));
  routes
    .post(`${list}/:id/vote`, writes, rateLimit, postVote)
    .delete(writes, rateLimit, deleteVote);
  routes.all(`${list}/:id/vote`, methodNotAllowed("POST", "DELETE"));
  routes.get(`${list}/:id/similar`, rateLimit, getSimilarFeedback).all(methodNotAllowed("GET"));
  routes
    .post(`${list}/:id/attachments`, writes, rateLimit, postAttachment)
    .all(methodNotAllowed("POST"));
  routes
    .get(`${list}/:id/attachments/:attachmentId`, downloadAttachment)
    .all(methodNotAllowed("GET"));
  return routes;
}
