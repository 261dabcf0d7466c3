import { expect, test } from "vitest";
import { putProduction, refusal, useGithub } from "./use-github.ts";

test("an environment answers only the protection rules that are on", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  const { data } = await octokit.repos.getEnvironment({ ...repo, environment_name: "production" });
  expect(data.protection_rules).toMatchObject([
    { type: "wait_timer", wait_timer: 5 },
    {
      type: "required_reviewers",
      prevent_self_review: true,
      reviewers: [{ type: "User", reviewer: { id: 7_003_003, login: "chen-wei" } }],
    },
    { type: "branch_policy" },
  ]);
  await octokit.repos.createOrUpdateEnvironment({ ...repo, environment_name: "staging" });
  const staging = await octokit.repos.getEnvironment({ ...repo, environment_name: "staging" });
  expect(staging.data.protection_rules).toEqual([]);
  expect(staging.data.deployment_branch_policy).toBeNull();
});

test("a field that is left out keeps its value and null clears it", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  const put = { ...repo, environment_name: "production" };
  const kept = await octokit.repos.createOrUpdateEnvironment({ ...put, wait_timer: 10 });
  expect(kept.data.protection_rules?.map(({ type }) => type)).toEqual([
    "wait_timer",
    "required_reviewers",
    "branch_policy",
  ]);
  const cleared = await octokit.repos.createOrUpdateEnvironment({
    ...put,
    reviewers: null,
    deployment_branch_policy: null,
  });
  expect(cleared.data.protection_rules?.map(({ type }) => type)).toEqual(["wait_timer"]);
});

test.each([
  { wait_timer: 0, isAccepted: true },
  { wait_timer: 43_200, isAccepted: true },
  { wait_timer: -1, isAccepted: false },
  { wait_timer: 43_201, isAccepted: false },
])("a wait timer of $wait_timer minutes is accepted: $isAccepted", async (row) => {
  const { octokit, repo } = await useGithub();
  const { wait_timer, isAccepted } = row;
  const put = octokit.repos.createOrUpdateEnvironment({
    ...repo,
    environment_name: "production",
    wait_timer,
  });
  if (isAccepted) expect((await put).status).toBe(200);
  else expect((await refusal(put)).status).toBe(422);
});

test("a seventh reviewer is refused", async () => {
  const { octokit, repo } = await useGithub();
  const reviewers = [0, 1, 2, 3, 4, 5].map((n) => ({ type: "User" as const, id: 7_003_000 + n }));
  const put = { ...repo, environment_name: "production" };
  expect((await octokit.repos.createOrUpdateEnvironment({ ...put, reviewers })).status).toBe(200);
  const { status, body } = await refusal(
    octokit.repos.createOrUpdateEnvironment({
      ...put,
      reviewers: [...reviewers, { type: "User", id: 7_003_000 }],
    }),
  );
  expect(status).toBe(422);
  expect(body).toMatchObject({
    message: expect.stringContaining("7 reviewers, but at most 6"),
    documentation_url: "https://docs.github.com/rest",
  });
});

test("a reviewer that does not exist is refused", async () => {
  const { octokit, repo } = await useGithub();
  const { status } = await refusal(
    octokit.repos.createOrUpdateEnvironment({
      ...repo,
      environment_name: "production",
      reviewers: [{ type: "Team", id: 1 }],
    }),
  );
  expect(status).toBe(422);
});

test("a branch policy with both kinds alike is refused", async () => {
  const { octokit, repo } = await useGithub();
  const { status } = await refusal(
    octokit.repos.createOrUpdateEnvironment({
      ...repo,
      environment_name: "production",
      deployment_branch_policy: { protected_branches: true, custom_branch_policies: true },
    }),
  );
  expect(status).toBe(422);
});

test("branch and tag patterns are created, renamed and deleted", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  const at = { ...repo, environment_name: "production" };
  const main = await octokit.repos.createDeploymentBranchPolicy({ ...at, name: "main" });
  const tags = await octokit.repos.createDeploymentBranchPolicy({ ...at, name: "v*", type: "tag" });
  expect([main.data.type, tags.data.type]).toEqual(["branch", "tag"]);
  const branch_policy_id = main.data.id ?? 0;
  await octokit.repos.updateDeploymentBranchPolicy({ ...at, branch_policy_id, name: "release/*" });
  await octokit.repos.deleteDeploymentBranchPolicy({
    ...at,
    branch_policy_id: tags.data.id ?? 0,
  });
  const { data } = await octokit.repos.listDeploymentBranchPolicies(at);
  expect(data.total_count).toBe(1);
  expect(data.branch_policies).toMatchObject([
    { id: branch_policy_id, name: "release/*", type: "branch" },
  ]);
});

test("the same pattern again leads to the policy that exists", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  const at = { ...repo, environment_name: "production", name: "main" };
  const first = await octokit.repos.createDeploymentBranchPolicy(at);
  const second = await octokit.repos.createDeploymentBranchPolicy(at);
  expect(second.data.id).toBe(first.data.id);
});

test("patterns are refused where the environment does not take them", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.repos.createOrUpdateEnvironment({ ...repo, environment_name: "staging" });
  const { status } = await refusal(
    octokit.repos.createDeploymentBranchPolicy({
      ...repo,
      environment_name: "staging",
      name: "main",
    }),
  );
  expect(status).toBe(404);
});

test("a deleted environment takes its policies, secrets and variables along", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  const at = { ...repo, environment_name: "production" };
  await putProduction(server);
  await octokit.repos.createDeploymentBranchPolicy({ ...at, name: "main" });
  await octokit.actions.createEnvironmentVariable({ ...at, name: "LEVEL", value: "info" });
  await octokit.repos.deleteAnEnvironment(at);
  expect((await refusal(octokit.repos.getEnvironment(at))).status).toBe(404);
  await putProduction(server);
  const policies = await octokit.repos.listDeploymentBranchPolicies(at);
  const variables = await octokit.actions.listEnvironmentVariables(at);
  expect([policies.data.total_count, variables.data.total_count]).toEqual([0, 0]);
});

test("a name with a slash and a space is one path segment", async () => {
  const { octokit, repo } = await useGithub();
  const at = { ...repo, environment_name: "eu/west 1" };
  await octokit.repos.createOrUpdateEnvironment(at);
  const { data } = await octokit.repos.getEnvironment(at);
  expect(data.name).toBe("eu/west 1");
});
