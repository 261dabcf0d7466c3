import { expect, test } from "vitest";
import { refusal, useGithub } from "./use-github.ts";

const org = "slipway-local";
const team_slug = "release-managers";

test("the creator of a team is its maintainer until it is removed", async () => {
  const { octokit } = await useGithub();
  const { data } = await octokit.teams.create({ org, name: "Release Managers", privacy: "closed" });
  expect(data).toMatchObject({ slug: team_slug, privacy: "closed", members_count: 1 });
  const members = await octokit.teams.listMembersInOrg({ org, team_slug, role: "maintainer" });
  expect(members.data.map(({ login }) => login)).toEqual(["slipway-admin"]);
  await octokit.teams.removeMembershipForUserInOrg({ org, team_slug, username: "slipway-admin" });
  expect((await octokit.teams.getByName({ org, team_slug })).data.members_count).toBe(0);
});

test("a membership has a role and can be taken away", async () => {
  const { octokit } = await useGithub();
  await octokit.teams.create({ org, name: "Release Managers" });
  const at = { org, team_slug, username: "ada-okafor" };
  const added = await octokit.teams.addOrUpdateMembershipForUserInOrg({
    ...at,
    role: "maintainer",
  });
  expect(added.data).toMatchObject({ role: "maintainer", state: "active" });
  await octokit.teams.addOrUpdateMembershipForUserInOrg({ ...at, role: "member" });
  const { data } = await octokit.teams.getMembershipForUserInOrg(at);
  expect(data.role).toBe("member");
  await octokit.teams.removeMembershipForUserInOrg(at);
  expect((await refusal(octokit.teams.getMembershipForUserInOrg(at))).status).toBe(404);
});

test("a renamed team keeps its id and gets a new slug", async () => {
  const { octokit } = await useGithub();
  const { data: before } = await octokit.teams.create({ org, name: "Release Managers" });
  const { data: after } = await octokit.teams.updateInOrg({ org, team_slug, name: "Shippers" });
  expect(after).toMatchObject({ id: before.id, slug: "shippers" });
});

test("two teams of one name are refused", async () => {
  const { octokit } = await useGithub();
  await octokit.teams.create({ org, name: "Release Managers" });
  const second = octokit.teams.create({ org, name: "release managers" });
  expect((await refusal(second)).status).toBe(422);
});

test("a child team names its parent and goes with it", async () => {
  const { octokit } = await useGithub();
  const parent = await octokit.teams.create({ org, name: "Release Managers" });
  const child = await octokit.teams.create({ org, name: "Night", parent_team_id: parent.data.id });
  expect(child.data.parent).toMatchObject({ slug: team_slug });
  await octokit.teams.deleteInOrg({ org, team_slug });
  expect((await octokit.teams.list({ org })).data).toEqual([]);
});

test("a team's access to the repository is shown in levels", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.teams.create({ org, name: "Release Managers" });
  const at = { org, team_slug, ...repo };
  await octokit.teams.addOrUpdateRepoPermissionsInOrg({ ...at, permission: "push" });
  const { data } = await octokit.teams.checkPermissionsForRepoInOrg({
    ...at,
    headers: { accept: "application/vnd.github.v3.repository+json" },
  });
  expect(data).toMatchObject({
    role_name: "push",
    permissions: { pull: true, triage: true, push: true, maintain: false, admin: false },
  });
  await octokit.teams.removeRepoInOrg(at);
  expect((await refusal(octokit.teams.checkPermissionsForRepoInOrg(at))).status).toBe(404);
});

test("a deleted team no longer reviews environments", async () => {
  const { octokit, repo } = await useGithub();
  const { data: team } = await octokit.teams.create({ org, name: "Release Managers" });
  const at = { ...repo, environment_name: "production" };
  const reviewers = [{ type: "Team" as const, id: team.id }];
  await octokit.repos.createOrUpdateEnvironment({ ...at, reviewers });
  await octokit.teams.deleteInOrg({ org, team_slug });
  expect((await octokit.repos.getEnvironment(at)).data.protection_rules).toEqual([]);
});
