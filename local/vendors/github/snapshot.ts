import { listBranchPolicies } from "./model/branch-policies.ts";
import { listDeployments } from "./model/deployments.ts";
import { listEnvironments } from "./model/environments.ts";
import { listIssues } from "./model/issues.ts";
import { listRulesets } from "./model/rulesets.ts";
import { listSecrets } from "./model/secrets.ts";
import { listVariables } from "./model/variables.ts";
import { listRuns } from "./model/workflow-runs.ts";
import type { Environment, GithubState, Repository, Reviewer, Scope } from "./state.ts";

/** Of each list that grows, the newest. */
const ROWS_SHOWN = 50;

/** What the console shows: per repository its environments, rulesets, deployments and runs. */
export function githubSnapshot(state: GithubState) {
  return {
    organization: state.organizations.list()[0]?.login ?? null,
    teams: state.teams.list().map(({ name, slug, members }) => ({
      name,
      slug,
      members: members.map(({ userId }) => loginOf(state, userId)),
    })),
    repositories: state.repositories.list().map((each) => repositorySnapshot(state, each)),
  };
}

function repositorySnapshot(state: GithubState, repository: Repository) {
  return {
    name: `${repository.owner}/${repository.name}`,
    environments: listEnvironments(state, repository).map((each) =>
      environmentSnapshot(state, each),
    ),
    ...valuesIn(state, { repositoryId: repository.id, environment: null }),
    rulesets: listRulesets(state, repository).map(({ name, target, enforcement, rules }) => ({
      name,
      target,
      enforcement,
      rules: rules.map(({ type }) => String(type)),
    })),
    deployments: listDeployments(state, repository)
      .slice(0, ROWS_SHOWN)
      .map((each) => ({
        id: each.id,
        environment: each.environment,
        ref: each.ref,
        sha: each.sha,
        state: each.statuses.at(-1)?.state ?? "pending",
        description: each.description,
        createdAt: each.createdAt,
      })),
    issues: listIssues(state, repository, { state: "all", labels: [] })
      .slice(0, ROWS_SHOWN)
      .map(({ number, title, state, labels }) => ({ number, title, state, labels })),
    workflowRuns: listRuns(state, repository, {})
      .slice(0, ROWS_SHOWN)
      .map(({ repositoryId: _, ...run }) => run),
  };
}

function environmentSnapshot(state: GithubState, environment: Environment) {
  const { name, waitTimer, preventSelfReview, repositoryId, reviewers } = environment;
  return {
    name,
    waitTimerMinutes: waitTimer,
    preventSelfReview,
    reviewers: reviewers.map((each) => reviewerName(state, each)),
    deployableRefs: environment.branchPolicy?.protectedBranches
      ? ["protected branches"]
      : listBranchPolicies(state, environment).map((each) => `${each.type} ${each.name}`),
    ...valuesIn(state, { repositoryId, environment: name }),
  };
}

/** Secrets by name and date only. */
function valuesIn(state: GithubState, scope: Scope) {
  return {
    secrets: listSecrets(state, scope).map(({ name, updatedAt }) => ({ name, updatedAt })),
    variables: listVariables(state, scope).map(({ name, value }) => ({ name, value })),
  };
}

function reviewerName(state: GithubState, { type, id }: Reviewer): string {
  return type === "User" ? loginOf(state, id) : `@${state.teams.get(String(id))?.slug ?? id}`;
}

function loginOf(state: GithubState, userId: number): string {
  return state.users.get(String(userId))?.login ?? String(userId);
}
