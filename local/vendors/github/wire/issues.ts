import type { Issue, IssueComment, Label, Repository, User } from "../state.ts";
import { simpleUser } from "./accounts.ts";
import { type Links, nodeId, type Wire } from "./common.ts";
import { repositoryPage, repositoryUrl } from "./repositories.ts";

export function label(links: Links, repository: Repository, value: Label): Wire<"label"> {
  return {
    id: value.id,
    node_id: nodeId("LA", value.id),
    url: `${repositoryUrl(links, repository)}/labels/${encodeURIComponent(value.name)}`,
    name: value.name,
    description: value.description,
    color: value.color,
    default: value.isDefault,
  };
}

/** What an issue refers to. */
export interface IssueParts {
  author: User;
  labels: readonly Label[];
  assignees: readonly User[];
  comments: number;
}

export function issue(
  links: Links,
  repository: Repository,
  value: Issue,
  parts: IssueParts,
): Wire<"issue"> {
  const base = repositoryUrl(links, repository);
  const url = `${base}/issues/${value.number}`;
  const assignees = parts.assignees.map((user) => simpleUser(links, user));
  return {
    id: value.id,
    node_id: nodeId("I", value.id),
    url,
    repository_url: base,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${repositoryPage(links, repository)}/issues/${value.number}`,
    number: value.number,
    state: value.state,
    state_reason: value.stateReason,
    title: value.title,
    body: value.body,
    user: simpleUser(links, parts.author),
    labels: parts.labels.map((each) => label(links, repository, each)),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    locked: false,
    comments: parts.comments,
    closed_at: value.closedAt,
    created_at: value.createdAt,
    updated_at: value.updatedAt,
    author_association: "OWNER",
  };
}

export function issueComment(
  links: Links,
  repository: Repository,
  of: Issue,
  author: User,
  comment: IssueComment,
): Wire<"issue-comment"> {
  const base = repositoryUrl(links, repository);
  return {
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    url: `${base}/issues/comments/${comment.id}`,
    html_url: `${repositoryPage(links, repository)}/issues/${of.number}#issuecomment-${comment.id}`,
    issue_url: `${base}/issues/${of.number}`,
    body: comment.body,
    user: simpleUser(links, author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: "OWNER",
  };
}
