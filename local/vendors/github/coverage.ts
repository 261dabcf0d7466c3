import { operations } from "../coverage.ts";
import type { CoverageRow } from "../vendor.ts";

const REPO = "/repos/:owner/:repo";
const ENVIRONMENT = `${REPO}/environments/:environment_name`;
const POLICIES = `${ENVIRONMENT}/deployment-branch-policies`;
const TEAM = "/orgs/:org/teams/:team_slug";
const PERMISSIONS = `${REPO}/actions/permissions`;
const DEPLOYMENT = `${REPO}/deployments/:deployment_id`;
const ISSUE = `${REPO}/issues/:issue_number`;
const RELEASES = `${REPO}/releases`;

const NO_OBJECTS =
  "There are no git objects: any SHA is taken, and unknown refs get a made-up one.";

/**
 * Paths below `/repositories/{id}` and `/organizations/{id}/team/{id}` are answered by the same
 * operations. GraphQL, and everything not listed here, answers 501.
 */
export const coverage: readonly CoverageRow[] = [
  ...operations("/user", ["GET"], "Every token belongs to the same user."),
  ...operations("/user/:account_id", ["GET"]),
  ...operations("/users/:username", ["GET"]),
  ...operations("/orgs/:org", ["GET"], "Counts of repositories and members are constant."),
  ...operations("/orgs/:org/members", ["GET"], "No filter by role."),
  ...operations("/rate_limit", ["GET"], "The limit never runs out; a fault rule plays that."),
  ...operations("/orgs/:org/repos", ["GET", "POST"], "No templates, forks or first commit."),
  ...operations(REPO, ["GET", "DELETE"]),
  ...operations(
    REPO,
    ["PATCH"],
    "security_and_analysis is ignored; an old name does not redirect.",
  ),
  ...operations(`${REPO}/topics`, ["GET", "PUT"]),
  ...operations(`${REPO}/vulnerability-alerts`, ["GET", "PUT", "DELETE"]),
  ...operations(`${REPO}/automated-security-fixes`, ["GET", "PUT", "DELETE"]),
  ...operations(`${REPO}/environments`, ["GET"]),
  ...operations(ENVIRONMENT, ["GET", "PUT", "DELETE"], "No custom protection rules of apps."),
  ...operations(POLICIES, ["GET", "POST"]),
  ...operations(`${POLICIES}/:branch_policy_id`, ["GET", "PUT", "DELETE"]),
  ...scoped(`${REPO}/actions`),
  ...scoped(ENVIRONMENT),
  ...operations(`${REPO}/rulesets`, ["GET", "POST"], "Rules are kept and echoed, not enforced."),
  ...operations(`${REPO}/rulesets/:ruleset_id`, ["GET", "PUT", "DELETE"]),
  ...operations("/orgs/:org/teams", ["GET", "POST"]),
  ...operations(TEAM, ["GET", "PATCH", "DELETE"]),
  ...operations(`${TEAM}/members`, ["GET"]),
  ...operations(
    `${TEAM}/memberships/:username`,
    ["GET", "PUT", "DELETE"],
    "Everybody is in the organization, so nobody is invited and pending.",
  ),
  ...operations(`${TEAM}/repos`, ["GET"]),
  ...operations(`${TEAM}/repos/:owner/:repo`, ["GET", "PUT", "DELETE"]),
  ...operations(PERMISSIONS, ["GET", "PUT"]),
  ...operations(`${PERMISSIONS}/selected-actions`, ["GET", "PUT"]),
  ...operations(`${PERMISSIONS}/workflow`, ["GET", "PUT"]),
  ...operations(
    `${REPO}/actions/runs`,
    ["GET"],
    "Workflows do not run; runs are recorded by hand.",
  ),
  ...operations(`${REPO}/actions/runs/:run_id`, ["GET"]),
  ...operations(`${REPO}/deployments`, ["GET"]),
  ...operations(`${REPO}/deployments`, ["POST"], "No automatic merge; checks are not required."),
  ...operations(DEPLOYMENT, ["GET", "DELETE"]),
  ...operations(`${DEPLOYMENT}/statuses`, ["GET", "POST"]),
  ...operations(`${DEPLOYMENT}/statuses/:status_id`, ["GET"]),
  ...operations(`${REPO}/issues`, ["GET"], "Filters: state and labels; newest first only."),
  ...operations(`${REPO}/issues`, ["POST"], "No milestones or issue types."),
  ...operations(ISSUE, ["GET", "PATCH"], "No pull requests, milestones or locks."),
  ...operations(`${ISSUE}/comments`, ["GET", "POST"]),
  ...operations(`${REPO}/issues/comments/:comment_id`, ["GET", "PATCH", "DELETE"]),
  ...operations(`${REPO}/labels`, ["GET", "POST"]),
  ...operations(`${REPO}/labels/:name`, ["GET", "PATCH", "DELETE"]),
  ...operations(`${REPO}/git/ref/:ref{.+}`, ["GET"]),
  ...operations(`${REPO}/git/matching-refs/:ref{.+}`, ["GET"]),
  ...operations(`${REPO}/git/refs`, ["POST"], NO_OBJECTS),
  ...operations(`${REPO}/git/refs/:ref{.+}`, ["PATCH", "DELETE"], NO_OBJECTS),
  ...operations(`${REPO}/git/tags`, ["POST"], NO_OBJECTS),
  ...operations(`${REPO}/git/tags/:tag_sha`, ["GET"], "Not signed: no verification."),
  ...operations(RELEASES, ["GET", "POST"], "No assets and no generated notes."),
  ...operations(`${RELEASES}/latest`, ["GET"]),
  ...operations(`${RELEASES}/tags/:tag`, ["GET"]),
  ...operations(`${RELEASES}/:release_id`, ["GET", "PATCH", "DELETE"]),
];

/** Secrets and variables, of a repository or of an environment. */
function scoped(base: string): CoverageRow[] {
  return [
    ...operations(`${base}/secrets`, ["GET"]),
    ...operations(`${base}/secrets/public-key`, ["GET"]),
    ...operations(`${base}/secrets/:secret_name`, ["GET", "PUT", "DELETE"]),
    ...operations(`${base}/variables`, ["GET", "POST"]),
    ...operations(`${base}/variables/:name`, ["GET", "PATCH", "DELETE"]),
  ];
}
