import { expect, test } from "vitest";
import { LocalCloudError } from "../../../local/errors.ts";
import { click } from "../support/click.ts";
import { type GithubServer, putProduction, useGithub } from "./use-github.ts";

async function production({ octokit, repo }: GithubServer) {
  const { data } = await octokit.repos.getEnvironment({ ...repo, environment_name: "production" });
  return data;
}

test("a clicked wait timer is what the API answers", async () => {
  const server = await useGithub();
  await putProduction(server);
  const said = await click(server.vendor, "edit-environment-wait-timer", "production", "30");
  expect(said).toBe("Wait timer of production: 5 → 30 minutes.");
  expect((await production(server)).protection_rules?.[0]).toMatchObject({ wait_timer: 30 });
});

test("removed reviewers leave the other rules", async () => {
  const server = await useGithub();
  await putProduction(server);
  await click(server.vendor, "remove-environment-reviewers", "production");
  const { protection_rules } = await production(server);
  expect(protection_rules?.map(({ type }) => type)).toEqual(["wait_timer", "branch_policy"]);
});

test("a clicked-away branch policy, variable and ruleset are what the API answers", async () => {
  const server = await useGithub();
  const { octokit, repo, vendor } = server;
  await putProduction(server);
  const at = { ...repo, environment_name: "production" };
  await octokit.repos.createDeploymentBranchPolicy({ ...at, name: "main" });
  await octokit.actions.createEnvironmentVariable({ ...at, name: "LEVEL", value: "info" });
  await octokit.repos.createRepoRuleset({ ...repo, name: "Main", enforcement: "active" });
  await click(vendor, "delete-branch-policy", "production", "main");
  await click(vendor, "edit-variable", "production", "LEVEL", "debug");
  await click(vendor, "disable-ruleset", "Main");
  const policies = await octokit.repos.listDeploymentBranchPolicies(at);
  const variable = await octokit.actions.getEnvironmentVariable({ ...at, name: "LEVEL" });
  const rulesets = await octokit.repos.getRepoRulesets(repo);
  expect(policies.data.branch_policies).toEqual([]);
  expect(variable.data.value).toBe("debug");
  expect(rulesets.data[0]?.enforcement).toBe("disabled");
});

test("a recorded workflow run is listed by branch and conclusion", async () => {
  const { octokit, repo, vendor } = await useGithub();
  await click(vendor, "add-workflow-run", "test", "main", "success");
  await click(vendor, "add-workflow-run", "test", "main", "failure");
  const { data } = await octokit.actions.listWorkflowRunsForRepo({
    ...repo,
    branch: "main",
    status: "failure",
  });
  expect(data.workflow_runs).toMatchObject([{ name: "test", conclusion: "failure" }]);
});

test.each([
  ["edit-environment-wait-timer", ["production"], "takes 2 arguments, got 1"],
  ["edit-environment-wait-timer", ["absent", "5"], "Not Found"],
  ["edit-environment-wait-timer", ["production", "soon"], '"soon" is not a whole number'],
  ["disable-ruleset", ["absent"], "Not Found"],
])("the click %s %j is refused", async (name, args, reason) => {
  const server = await useGithub();
  await putProduction(server);
  const run = click(server.vendor, name, ...args);
  await expect(run).rejects.toBeInstanceOf(LocalCloudError);
  await expect(run).rejects.toThrow(reason);
});

test("the snapshot shows an environment with its rules and values", async () => {
  const server = await useGithub();
  const { octokit, repo, vendor } = server;
  await putProduction(server);
  const at = { ...repo, environment_name: "production" };
  await octokit.repos.createDeploymentBranchPolicy({ ...at, name: "v*", type: "tag" });
  await octokit.actions.createEnvironmentVariable({ ...at, name: "LEVEL", value: "info" });
  expect(vendor.snapshot()).toMatchObject({
    organization: "slipway-local",
    repositories: [
      {
        name: "slipway-local/slipway",
        environments: [
          {
            name: "production",
            waitTimerMinutes: 5,
            preventSelfReview: true,
            reviewers: ["chen-wei"],
            deployableRefs: ["tag v*"],
            secrets: [],
            variables: [{ name: "LEVEL", value: "info" }],
          },
        ],
      },
    ],
  });
});

test("seeding twice changes nothing", async () => {
  const { vendor } = await useGithub();
  const before = vendor.snapshot();
  vendor.seed();
  expect(vendor.snapshot()).toEqual(before);
});
