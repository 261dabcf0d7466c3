import { notFound } from "../errors.ts";
import type { GithubState, Issue, IssueComment, Repository } from "../state.ts";
import { timestamp } from "../state.ts";
import { tokenUser } from "./accounts.ts";
import { createLabel, listLabels } from "./labels.ts";
import { repositoryById, updateRepository } from "./repositories.ts";

export type IssueInput = Pick<Issue, "title"> &
  Partial<Pick<Issue, "body" | "labels" | "assignees">>;

export interface IssueFilter {
  state: "open" | "closed" | "all";
  /** All of these. */
  labels: readonly string[];
}

/** Newest first. */
export function listIssues(
  state: GithubState,
  repository: Repository,
  filter: IssueFilter,
): Issue[] {
  return state.issues
    .filter(
      (each) =>
        each.repositoryId === repository.id &&
        (filter.state === "all" || each.state === filter.state) &&
        filter.labels.every((label) => each.labels.includes(label)),
    )
    .reverse();
}

/** @throws GithubError 404 */
export function findIssue(state: GithubState, repository: Repository, number: number): Issue {
  const issue = state.issues.find(
    (each) => each.repositoryId === repository.id && each.number === number,
  );
  if (!issue) throw notFound();
  return issue;
}

/** Labels that do not exist yet are made. */
export function createIssue(state: GithubState, { id }: Repository, input: IssueInput): Issue {
  const now = timestamp(state);
  return state.context.store.transaction(() => {
    const repository = repositoryById(state, id);
    const number = repository.lastIssue + 1;
    updateRepository(state, repository, { lastIssue: number });
    return saveIssue(state, repository, {
      id: state.context.ids.next(),
      repositoryId: id,
      number,
      body: null,
      state: "open",
      stateReason: null,
      labels: [],
      assignees: [],
      userId: tokenUser(state).id,
      createdAt: now,
      updatedAt: now,
      closedAt: null,
      ...input,
    });
  });
}

export function updateIssue(
  state: GithubState,
  repository: Repository,
  issue: Issue,
  changes: Partial<IssueInput> & Partial<Pick<Issue, "state" | "stateReason">>,
): Issue {
  const now = timestamp(state);
  const updated: Issue = { ...issue, ...changes, updatedAt: now };
  if (updated.state !== issue.state) {
    const isClosed = updated.state === "closed";
    updated.closedAt = isClosed ? now : null;
    updated.stateReason = isClosed ? (changes.stateReason ?? "completed") : "reopened";
  }
  return saveIssue(state, repository, updated);
}

export function listComments(state: GithubState, issue: Issue): IssueComment[] {
  return state.comments.filter((each) => each.issueId === issue.id);
}

/** @throws GithubError 404 */
export function findComment(state: GithubState, repository: Repository, id: number): IssueComment {
  const comment = state.comments.get(String(id));
  if (comment?.repositoryId !== repository.id) throw notFound();
  return comment;
}

export function createComment(state: GithubState, issue: Issue, body: string): IssueComment {
  const now = timestamp(state);
  const id = state.context.ids.next();
  return state.comments.put(String(id), {
    id,
    issueId: issue.id,
    repositoryId: issue.repositoryId,
    body,
    userId: tokenUser(state).id,
    createdAt: now,
    updatedAt: now,
  });
}

export function updateComment(
  state: GithubState,
  comment: IssueComment,
  body: string,
): IssueComment {
  const updatedAt = timestamp(state);
  return state.comments.put(String(comment.id), { ...comment, body, updatedAt });
}

export function deleteComment(state: GithubState, { id }: IssueComment): void {
  state.comments.delete(String(id));
}

function saveIssue(state: GithubState, repository: Repository, issue: Issue): Issue {
  const known = new Set(listLabels(state, repository).map(({ name }) => name));
  for (const name of issue.labels) {
    if (!known.has(name)) createLabel(state, repository, { name });
  }
  return state.issues.put(String(issue.id), issue);
}
