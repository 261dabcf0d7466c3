import type { CloudContext } from "../../context.ts";
import type { Collection } from "../../store.ts";
import type { RepositorySettings } from "./model/repository-settings.ts";
import type { AccessLevel } from "./model/teams.ts";

export interface User {
  id: number;
  login: string;
  name: string;
  email: string;
}

export interface Organization {
  id: number;
  login: string;
  name: string;
  createdAt: string;
}

export interface ActionsPermissions {
  enabled: boolean;
  allowedActions: "all" | "local_only" | "selected";
  shaPinningRequired: boolean;
  selected: { githubOwned: boolean; verified: boolean; patterns: string[] };
  defaultWorkflow: "read" | "write";
  canApproveReviews: boolean;
}

export interface Repository {
  id: number;
  owner: string;
  name: string;
  createdAt: string;
  updatedAt: string;
  settings: RepositorySettings;
  topics: string[];
  vulnerabilityAlerts: boolean;
  automatedSecurityFixes: boolean;
  actions: ActionsPermissions;
  /** Number of the newest issue. */
  lastIssue: number;
}

export interface Reviewer {
  type: "User" | "Team";
  id: number;
}

export interface BranchPolicyKind {
  protectedBranches: boolean;
  customBranchPolicies: boolean;
}

export interface Environment {
  id: number;
  repositoryId: number;
  name: string;
  createdAt: string;
  updatedAt: string;
  /** Minutes, 0–43,200. */
  waitTimer: number;
  reviewers: Reviewer[];
  preventSelfReview: boolean;
  canAdminsBypass: boolean;
  branchPolicy: BranchPolicyKind | null;
}

/** A name pattern of the branches or tags that may deploy to an environment. */
export interface BranchPolicy {
  id: number;
  repositoryId: number;
  environment: string;
  name: string;
  type: "branch" | "tag";
}

/** Where a secret or variable lives: a repository, or one of its environments. */
export interface Scope {
  repositoryId: number;
  environment: string | null;
}

export interface SealedBoxKey extends Scope {
  keyId: string;
  /** Hex of 32 bytes. */
  seed: string;
}

/** The value itself is not kept: its digest is enough to tell whether it changed. */
export interface Secret extends Scope {
  name: string;
  valueSha256: string;
  createdAt: string;
  updatedAt: string;
}

export interface Variable extends Scope {
  name: string;
  value: string;
  createdAt: string;
  updatedAt: string;
}

export interface Ruleset {
  id: number;
  repositoryId: number;
  name: string;
  target: "branch" | "tag" | "push";
  enforcement: "disabled" | "active" | "evaluate";
  bypassActors: Record<string, unknown>[];
  conditions: Record<string, unknown>;
  rules: Record<string, unknown>[];
  createdAt: string;
  updatedAt: string;
}

export interface Team {
  id: number;
  name: string;
  slug: string;
  description: string;
  privacy: "secret" | "closed";
  notificationSetting: "notifications_enabled" | "notifications_disabled";
  permission: "pull" | "push";
  parentId: number | null;
  createdAt: string;
  updatedAt: string;
  members: { userId: number; role: "member" | "maintainer" }[];
  repositories: { repositoryId: number; permission: AccessLevel }[];
}

export interface WorkflowRun {
  id: number;
  repositoryId: number;
  name: string;
  branch: string;
  sha: string;
  event: string;
  status: "queued" | "in_progress" | "completed" | "waiting";
  conclusion: "success" | "failure" | "cancelled" | "skipped" | null;
  createdAt: string;
  updatedAt: string;
}

export interface Deployment {
  id: number;
  repositoryId: number;
  ref: string;
  sha: string;
  task: string;
  environment: string;
  description: string | null;
  payload: Record<string, unknown> | string;
  transient: boolean;
  production: boolean;
  createdAt: string;
  updatedAt: string;
  statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  id: number;
  state: "error" | "failure" | "inactive" | "pending" | "success" | "queued" | "in_progress";
  description: string;
  environmentUrl: string;
  logUrl: string;
  createdAt: string;
}

export interface Label {
  id: number;
  repositoryId: number;
  name: string;
  color: string;
  description: string | null;
  isDefault: boolean;
}

export interface Issue {
  id: number;
  repositoryId: number;
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  stateReason: "completed" | "reopened" | "not_planned" | "duplicate" | null;
  labels: string[];
  assignees: string[];
  userId: number;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface IssueComment {
  id: number;
  issueId: number;
  repositoryId: number;
  body: string;
  userId: number;
  createdAt: string;
  updatedAt: string;
}

export interface GitRef {
  repositoryId: number;
  /** Fully qualified: `refs/heads/main`. */
  ref: string;
  sha: string;
  type: "commit" | "tag";
}

export interface GitTag {
  repositoryId: number;
  sha: string;
  tag: string;
  message: string;
  objectSha: string;
  createdAt: string;
}

export interface Release {
  id: number;
  repositoryId: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  createdAt: string;
  publishedAt: string | null;
}

/** Every table of the emulated GitHub, with the clock and ids that its rules need. */
export interface GithubState {
  context: CloudContext;
  users: Collection<User>;
  organizations: Collection<Organization>;
  repositories: Collection<Repository>;
  environments: Collection<Environment>;
  branchPolicies: Collection<BranchPolicy>;
  keys: Collection<SealedBoxKey>;
  secrets: Collection<Secret>;
  variables: Collection<Variable>;
  rulesets: Collection<Ruleset>;
  teams: Collection<Team>;
  runs: Collection<WorkflowRun>;
  deployments: Collection<Deployment>;
  labels: Collection<Label>;
  issues: Collection<Issue>;
  comments: Collection<IssueComment>;
  refs: Collection<GitRef>;
  tags: Collection<GitTag>;
  releases: Collection<Release>;
}

export function openState(context: CloudContext): GithubState {
  const table = <T extends object>(name: string) => context.store.collection<T>(`github.${name}`);
  return {
    context,
    users: table("users"),
    organizations: table("organizations"),
    repositories: table("repositories"),
    environments: table("environments"),
    branchPolicies: table("branch-policies"),
    keys: table("keys"),
    secrets: table("secrets"),
    variables: table("variables"),
    rulesets: table("rulesets"),
    teams: table("teams"),
    runs: table("runs"),
    deployments: table("deployments"),
    labels: table("labels"),
    issues: table("issues"),
    comments: table("comments"),
    refs: table("refs"),
    tags: table("tags"),
    releases: table("releases"),
  };
}

/** GitHub's times have no fraction: `2026-11-21T09:00:00Z`. */
export function timestamp(state: GithubState): string {
  return `${state.context.clock.now().toISOString().slice(0, 19)}Z`;
}
