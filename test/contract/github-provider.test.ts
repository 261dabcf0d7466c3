/** The local provider and the emulator together, without the engine. */
import { expect, test } from "vitest";
import { Secret } from "../../local/plugins/grpc/property-value.ts";
import { createGithub } from "../../local/vendors/github/index.ts";
import { usePlugins } from "../local/plugins/support/engine.ts";
import { roundTrip } from "../local/support/round-trip.ts";
import { useVendor } from "../local/support/vendor-server.ts";

const repository = "app";
const inProduction = { repository, environment: "production" };

async function useGithubProvider() {
  const server = await useVendor(createGithub, { github: { owner: "acme", repository } });
  const { connect } = await usePlugins(server.origin);
  return { server, engine: await connect("github") };
}

test("an environment with everything in it is created, changed, refreshed and deleted", async () => {
  const { engine } = await useGithubProvider();
  const team = await roundTrip(engine, {
    type: "github:index/team:Team",
    inputs: { name: "Release Managers", description: "Who ships", privacy: "closed" },
    changes: { description: "Who releases" },
  });
  const environment = await roundTrip(engine, {
    type: "github:index/repositoryEnvironment:RepositoryEnvironment",
    inputs: {
      ...inProduction,
      waitTimer: 5,
      preventSelfReview: true,
      canAdminsBypass: false,
      reviewers: [{ teams: [Number(team.id)], users: [7_003_001] }],
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    },
    changes: { waitTimer: 10 },
  });
  for (const pattern of [{ branchPattern: "main" }, { tagPattern: "v*" }]) {
    await roundTrip(engine, {
      type: "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
      inputs: { ...inProduction, ...pattern },
    });
  }
  await roundTrip(engine, {
    type: "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
    inputs: { ...inProduction, secretName: "TOKEN", value: new Secret("one") },
    changes: { value: new Secret("two") },
  });
  await roundTrip(engine, {
    type: "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
    inputs: { ...inProduction, variableName: "LEVEL", value: "info" },
    changes: { value: "debug" },
  });
  const type = "github:index/repositoryEnvironment:RepositoryEnvironment";
  await engine.delete(type, environment.id, environment.outputs);
  expect((await engine.read(type, environment.id, environment.outputs)).id).toBe("");
});

test.each([
  {
    type: "github:index/actionsSecret:ActionsSecret",
    inputs: { repository, secretName: "TOKEN", value: new Secret("one") },
  },
  {
    type: "github:index/actionsVariable:ActionsVariable",
    inputs: { repository, variableName: "LEVEL", value: "info" },
    changes: { value: "debug" },
  },
  {
    type: "github:index/repositoryRuleset:RepositoryRuleset",
    inputs: {
      repository,
      name: "main",
      target: "branch",
      enforcement: "active",
      conditions: { refName: { includes: ["refs/heads/main"], excludes: [] } },
      rules: {
        deletion: true,
        nonFastForward: true,
        pullRequest: { requiredApprovingReviewCount: 1, dismissStaleReviewsOnPush: true },
        requiredStatusChecks: { requiredChecks: [{ context: "test" }] },
      },
    },
    changes: { enforcement: "evaluate" },
  },
  {
    type: "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions",
    inputs: {
      repository,
      allowedActions: "selected",
      allowedActionsConfig: { githubOwnedAllowed: true, patternsAlloweds: ["cloudflare/*"] },
    },
  },
  {
    type: "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
    inputs: { repository, defaultWorkflowPermissions: "read" },
    changes: { defaultWorkflowPermissions: "write" },
  },
  {
    type: "github:index/issueLabel:IssueLabel",
    inputs: { repository, name: "drift", color: "ff0000" },
    changes: { color: "00ff00" },
  },
  {
    type: "github:index/issueLabels:IssueLabels",
    inputs: { repository, labels: [{ name: "drift", color: "ff0000" }] },
  },
])("$type is created and refreshed without a change", async (row) => {
  const { engine } = await useGithubProvider();
  await roundTrip(engine, row);
});

test("people are found by login", async () => {
  const { engine } = await useGithubProvider();
  const user = await engine.invoke("github:index/getUser:getUser", { username: "chen-wei" });
  expect(user.id).toBe("7003003");
});
