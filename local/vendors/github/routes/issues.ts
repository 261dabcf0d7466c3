import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { notFound } from "../errors.ts";
import { findUser, userById } from "../model/accounts.ts";
import {
  createComment,
  createIssue,
  deleteComment,
  findComment,
  findIssue,
  listComments,
  listIssues,
  updateComment,
  updateIssue,
} from "../model/issues.ts";
import { listLabels } from "../model/labels.ts";
import type { GithubState, Issue, IssueComment } from "../state.ts";
import type { Wire } from "../wire/common.ts";
import { issue, issueComment } from "../wire/issues.ts";
import {
  idParam,
  noContent,
  pageOf,
  REPO,
  type RepositoryCall,
  readBody,
  repositoryCall,
} from "./http.ts";

const ISSUE = `${REPO}/issues/:issue_number`;
const COMMENT = `${REPO}/issues/comments/:comment_id`;

/** @see https://docs.github.com/en/rest/issues/comments#create-an-issue-comment */
const MAX_BODY_CHARACTERS = 65_536;

const body = z.string().max(MAX_BODY_CHARACTERS);
const issueSchema = z.object({
  title: z.union([z.string().min(1), z.number()]).transform(String),
  body: body.nullable().optional(),
  labels: z
    .array(z.union([z.string(), z.object({ name: z.string() })]))
    .transform((labels) => labels.map((each) => (typeof each === "string" ? each : each.name)))
    .optional(),
  assignees: z.array(z.string()).optional(),
});
const changesSchema = issueSchema.partial().extend({
  state: z.enum(["open", "closed"]).optional(),
  state_reason: z.enum(["completed", "not_planned", "duplicate", "reopened"]).nullable().optional(),
});
const commentSchema = z.object({ body: body.min(1) });
const filterSchema = z.enum(["open", "closed", "all"]).catch("open");

export function issueRoutes(app: Hono, github: GithubState): void {
  app.get(`${REPO}/issues`, (c) => {
    const call = repositoryCall(github, c);
    const labels = c.req.query("labels")?.split(",").filter(Boolean) ?? [];
    const found = listIssues(github, call.repository, {
      state: filterSchema.parse(c.req.query("state")),
      labels,
    });
    return pageOf(
      c,
      call.links,
      found.map((each) => shownIssue(github, call, each)),
    );
  });

  app.post(`${REPO}/issues`, async (c) => {
    const call = repositoryCall(github, c);
    const { title, ...rest } = await readBody(c, issueSchema);
    const created = createIssue(github, call.repository, { ...defined(rest), title });
    return Response.json(shownIssue(github, call, created), { status: 201 });
  });

  app.get(ISSUE, (c) => {
    const call = repositoryCall(github, c);
    const found = findIssue(github, call.repository, idParam(c, "issue_number"));
    return Response.json(shownIssue(github, call, found));
  });

  app.patch(ISSUE, async (c) => {
    const call = repositoryCall(github, c);
    const current = findIssue(github, call.repository, idParam(c, "issue_number"));
    const { state_reason: stateReason, ...rest } = await readBody(c, changesSchema);
    const changes = defined({ ...rest, stateReason });
    const updated = updateIssue(github, call.repository, current, changes);
    return Response.json(shownIssue(github, call, updated));
  });

  commentRoutes(app, github);
}

function commentRoutes(app: Hono, github: GithubState): void {
  const commentOf = (c: Context) =>
    findComment(github, repositoryCall(github, c).repository, idParam(c, "comment_id"));

  app.get(`${ISSUE}/comments`, (c) => {
    const call = repositoryCall(github, c);
    const parent = findIssue(github, call.repository, idParam(c, "issue_number"));
    const comments = listComments(github, parent);
    return pageOf(
      c,
      call.links,
      comments.map((each) => shownComment(github, call, each)),
    );
  });

  app.post(`${ISSUE}/comments`, async (c) => {
    const call = repositoryCall(github, c);
    const parent = findIssue(github, call.repository, idParam(c, "issue_number"));
    const { body } = await readBody(c, commentSchema);
    const created = createComment(github, parent, body);
    return Response.json(shownComment(github, call, created), { status: 201 });
  });

  app.get(COMMENT, (c) =>
    Response.json(shownComment(github, repositoryCall(github, c), commentOf(c))),
  );

  app.patch(COMMENT, async (c) => {
    const current = commentOf(c);
    const { body } = await readBody(c, commentSchema);
    const updated = updateComment(github, current, body);
    return Response.json(shownComment(github, repositoryCall(github, c), updated));
  });

  app.delete(COMMENT, (c) => {
    deleteComment(github, commentOf(c));
    return noContent();
  });
}

function shownIssue(github: GithubState, call: RepositoryCall, value: Issue): Wire<"issue"> {
  const labels = listLabels(github, call.repository);
  return issue(call.links, call.repository, value, {
    author: userById(github, value.userId),
    labels: labels.filter(({ name }) => value.labels.includes(name)),
    assignees: value.assignees.map((login) => findUser(github, login)),
    comments: listComments(github, value).length,
  });
}

function shownComment(
  github: GithubState,
  { repository, links }: RepositoryCall,
  comment: IssueComment,
): Wire<"issue-comment"> {
  const parent = github.issues.get(String(comment.issueId));
  if (!parent) throw notFound();
  return issueComment(links, repository, parent, userById(github, comment.userId), comment);
}
