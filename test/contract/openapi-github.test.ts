/** Proves the shape of answers against GitHub's OpenAPI description; not their values. */
import { Octokit } from "@octokit/rest";
import sodium from "libsodium-wrappers";
import { beforeAll, expect, test } from "vitest";
import { createGithub } from "../../local/vendors/github/index.ts";
import { loadDescription } from "../local/support/openapi.ts";
import { type Exchange, recording } from "../local/support/recorder.ts";
import { needsShared } from "../local/support/shared-data.ts";
import { useVendor } from "../local/support/vendor-server.ts";

const repo = { owner: "slipway-local", repo: "slipway" };
const production = { ...repo, environment_name: "production" };
const team = { org: repo.owner, team_slug: "release-managers" };

beforeAll(() => sodium.ready);

test("every answer has the shape that GitHub publishes", async (context) => {
  needsShared(context, "openapi/github.json");
  const exchanges: Exchange[] = [];
  const { url } = await useVendor(recording(createGithub, exchanges));
  const octokit = new Octokit({ auth: "local-github", baseUrl: url });
  await tour(octokit);
  const description = loadDescription("github.json");
  const checked = exchanges.map((each) => ({
    operation: `${each.method} ${each.path} ${each.status}`,
    problems: description.check(each),
  }));
  expect(checked.filter(({ problems }) => problems && problems.length > 0)).toEqual([]);
  expect(checked.filter(({ problems }) => problems).length).toBeGreaterThan(45);
});

/** Each operation of the description that the emulator has, at least once. */
async function tour(octokit: Octokit): Promise<void> {
  await octokit.users.getAuthenticated();
  await octokit.users.getByUsername({ username: "ada-okafor" });
  await octokit.orgs.get({ org: repo.owner });
  await octokit.rateLimit.get();
  await octokit.repos.get(repo);
  await octokit.repos.update({ ...repo, description: "changed" });
  await tourTeams(octokit);
  await tourEnvironments(octokit);
  await tourActions(octokit);
  await tourRulesets(octokit);
  await tourDeployments(octokit);
  await tourIssues(octokit);
  await tourReleases(octokit);
  await octokit.repos.get({ ...repo, repo: "absent" }).catch(() => undefined);
  await octokit.issues.createLabel({ ...repo, name: "bug" }).catch(() => undefined);
}

async function tourTeams({ teams }: Octokit): Promise<void> {
  await teams.create({ org: team.org, name: "Release Managers", privacy: "closed" });
  await teams.list({ org: team.org });
  await teams.getByName(team);
  await teams.updateInOrg({ ...team, description: "Who ships" });
  await teams.addOrUpdateMembershipForUserInOrg({ ...team, username: "ada-okafor" });
  await teams.getMembershipForUserInOrg({ ...team, username: "ada-okafor" });
  await teams.listMembersInOrg(team);
  await teams.addOrUpdateRepoPermissionsInOrg({ ...team, ...repo, permission: "push" });
  const accept = "application/vnd.github.v3.repository+json";
  await teams.checkPermissionsForRepoInOrg({ ...team, ...repo, headers: { accept } });
  await teams.listReposInOrg(team);
}

async function tourEnvironments({ repos, teams }: Octokit): Promise<void> {
  const { data } = await teams.getByName(team);
  await repos.createOrUpdateEnvironment({
    ...production,
    wait_timer: 5,
    prevent_self_review: true,
    reviewers: [
      { type: "Team", id: data.id },
      { type: "User", id: 7_003_001 },
    ],
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  });
  await repos.getEnvironment(production);
  await repos.getAllEnvironments(repo);
  const policy = await repos.createDeploymentBranchPolicy({ ...production, name: "main" });
  const at = { ...production, branch_policy_id: policy.data.id ?? 0 };
  await repos.getDeploymentBranchPolicy(at);
  await repos.listDeploymentBranchPolicies(production);
  await repos.updateDeploymentBranchPolicy({ ...at, name: "release/*" });
}

async function tourActions({ actions }: Octokit): Promise<void> {
  const { data: key } = await actions.getRepoPublicKey(repo);
  await actions.getEnvironmentPublicKey(production);
  const bytes = sodium.from_base64(key.key, sodium.base64_variants.ORIGINAL);
  const box = sodium.crypto_box_seal("value", bytes);
  const encrypted_value = sodium.to_base64(box, sodium.base64_variants.ORIGINAL);
  const secret = { ...repo, secret_name: "TOKEN" };
  await actions.createOrUpdateRepoSecret({ ...secret, encrypted_value, key_id: key.key_id });
  await actions.getRepoSecret(secret);
  await actions.listRepoSecrets(repo);
  await actions.listEnvironmentSecrets(production);
  await actions.createRepoVariable({ ...repo, name: "LEVEL", value: "info" });
  await actions.getRepoVariable({ ...repo, name: "LEVEL" });
  await actions.listRepoVariables(repo);
  await actions.createEnvironmentVariable({ ...production, name: "LEVEL", value: "info" });
  await actions.listEnvironmentVariables(production);
  await actions.getGithubActionsPermissionsRepository(repo);
  const enabled = { ...repo, enabled: true, allowed_actions: "selected" as const };
  await actions.setGithubActionsPermissionsRepository(enabled);
  await actions.getGithubActionsPermissionsRepository(repo);
  await actions.getAllowedActionsRepository(repo);
  await actions.getGithubActionsDefaultWorkflowPermissionsRepository(repo);
  await actions.listWorkflowRunsForRepo(repo);
}

async function tourRulesets({ repos }: Octokit): Promise<void> {
  const { data } = await repos.createRepoRuleset({
    ...repo,
    name: "Protect main",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [{ type: "non_fast_forward" }],
    bypass_actors: [{ actor_id: 1, actor_type: "OrganizationAdmin" }],
  });
  await repos.getRepoRulesets(repo);
  await repos.getRepoRuleset({ ...repo, ruleset_id: data.id });
  await repos.updateRepoRuleset({ ...repo, ruleset_id: data.id, enforcement: "disabled" });
}

async function tourDeployments({ repos }: Octokit): Promise<void> {
  const { data } = await repos.createDeployment({ ...repo, ref: "main" });
  const deployment_id = "id" in data ? Number(data.id) : 0;
  const at = { ...repo, deployment_id };
  await repos.getDeployment(at);
  await repos.listDeployments(repo);
  const status = await repos.createDeploymentStatus({ ...at, state: "success" });
  await repos.listDeploymentStatuses(at);
  await repos.getDeploymentStatus({ ...at, status_id: Number(status.data.id) });
}

async function tourIssues({ issues }: Octokit): Promise<void> {
  const assignees = ["ada-okafor"];
  await issues.create({ ...repo, title: "Drift", body: "text", labels: ["drift"], assignees });
  const at = { ...repo, issue_number: 1 };
  await issues.get(at);
  await issues.listForRepo(repo);
  await issues.update({ ...at, state: "closed", state_reason: "not_planned" });
  const { data } = await issues.createComment({ ...at, body: "text" });
  await issues.listComments(at);
  const comment_id = Number(data.id);
  await issues.getComment({ ...repo, comment_id });
  await issues.updateComment({ ...repo, comment_id, body: "other" });
  await issues.listLabelsForRepo(repo);
  await issues.getLabel({ ...repo, name: "drift" });
  await issues.updateLabel({ ...repo, name: "drift", color: "ff0000" });
}

async function tourReleases({ repos, git }: Octokit): Promise<void> {
  const { data } = await repos.createRelease({ ...repo, tag_name: "v1.0.0", name: "One" });
  await repos.listReleases(repo);
  await repos.getLatestRelease(repo);
  await repos.getReleaseByTag({ ...repo, tag: "v1.0.0" });
  await repos.getRelease({ ...repo, release_id: data.id });
  await repos.updateRelease({ ...repo, release_id: data.id, body: "notes" });
  const ref = await git.getRef({ ...repo, ref: "heads/main" });
  const object = ref.data.object.sha;
  const tag = await git.createTag({ ...repo, tag: "v1", message: "One", object, type: "commit" });
  await git.createRef({ ...repo, ref: "refs/tags/v1", sha: tag.data.sha });
  await git.updateRef({ ...repo, ref: "heads/main", sha: object });
}
