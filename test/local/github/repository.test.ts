import { expect, test } from "vitest";
import { refusal, useGithub } from "./use-github.ts";

test("the seeded repository belongs to the organization and has GitHub's labels", async () => {
  const { octokit, repo } = await useGithub();
  const { data } = await octokit.repos.get(repo);
  expect(data).toMatchObject({
    id: 7_002_000,
    full_name: "slipway-local/slipway",
    owner: { login: "slipway-local", id: 7_001_000, type: "Organization" },
    default_branch: "main",
    visibility: "public",
  });
  const labels = await octokit.issues.listLabelsForRepo(repo);
  expect(labels.data.map(({ name }) => name)).toContain("good first issue");
});

test("an update changes what it names and nothing else", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.repos.update({ ...repo, delete_branch_on_merge: true });
  const { data } = await octokit.repos.update({ ...repo, private: true });
  expect(data).toMatchObject({
    private: true,
    visibility: "private",
    delete_branch_on_merge: true,
    allow_squash_merge: true,
  });
});

test("vulnerability alerts are 404 while off and 204 while on", async () => {
  const { octokit, repo } = await useGithub();
  const check = () => octokit.repos.checkVulnerabilityAlerts(repo);
  expect((await refusal(check())).status).toBe(404);
  await octokit.repos.enableVulnerabilityAlerts(repo);
  expect((await check()).status).toBe(204);
  await octokit.repos.disableVulnerabilityAlerts(repo);
  expect((await refusal(check())).status).toBe(404);
});

test("a further repository is created, renamed in place and deleted", async () => {
  const { octokit, repo } = await useGithub();
  const { data } = await octokit.repos.createInOrg({ org: repo.owner, name: "other" });
  const renamed = await octokit.repos.update({ owner: repo.owner, repo: "other", name: "else" });
  expect(renamed.data.id).toBe(data.id);
  const at = { owner: repo.owner, repo: "else" };
  await octokit.repos.delete(at);
  expect((await refusal(octokit.repos.get(at))).status).toBe(404);
});

test("permissions of Actions are kept; selected actions need the setting", async () => {
  const { octokit, repo } = await useGithub();
  const selected = () => octokit.actions.getAllowedActionsRepository(repo);
  expect((await refusal(selected())).status).toBe(409);
  await octokit.actions.setGithubActionsPermissionsRepository({
    ...repo,
    enabled: true,
    allowed_actions: "selected",
  });
  await octokit.actions.setAllowedActionsRepository({
    ...repo,
    github_owned_allowed: true,
    patterns_allowed: ["cloudflare/*"],
  });
  expect((await selected()).data).toEqual({
    github_owned_allowed: true,
    verified_allowed: false,
    patterns_allowed: ["cloudflare/*"],
  });
  await octokit.actions.setGithubActionsDefaultWorkflowPermissionsRepository({
    ...repo,
    default_workflow_permissions: "write",
  });
  const workflow = await octokit.actions.getGithubActionsDefaultWorkflowPermissionsRepository(repo);
  expect(workflow.data).toEqual({
    default_workflow_permissions: "write",
    can_approve_pull_request_reviews: false,
  });
});

test("labels are created, changed and deleted, and a color is six hex digits", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.issues.createLabel({ ...repo, name: "drift", color: "ff0000" });
  const taken = octokit.issues.createLabel({ ...repo, name: "Drift", color: "00ff00" });
  expect((await refusal(taken)).status).toBe(422);
  const bad = octokit.issues.updateLabel({ ...repo, name: "drift", color: "red" });
  expect((await refusal(bad)).status).toBe(422);
  await octokit.issues.updateLabel({ ...repo, name: "drift", new_name: "config drift" });
  const { data } = await octokit.issues.getLabel({ ...repo, name: "config drift" });
  expect(data.color).toBe("ff0000");
  await octokit.issues.deleteLabel({ ...repo, name: "config drift" });
  const gone = octokit.issues.getLabel({ ...repo, name: "config drift" });
  expect((await refusal(gone)).status).toBe(404);
});
