import { expect, test } from "vitest";
import { type GithubServer, refusal, useGithub } from "./use-github.ts";

async function deploy({ octokit, repo }: GithubServer, environment = "production") {
  const { data } = await octokit.repos.createDeployment({ ...repo, ref: "main", environment });
  if (!("id" in data)) throw new Error("No deployment was created.");
  return Number(data.id);
}

async function stateOf({ octokit, repo }: GithubServer, deployment_id: number) {
  const { data } = await octokit.repos.listDeploymentStatuses({ ...repo, deployment_id });
  return data[0]?.state;
}

test("a deployment names the commit of its ref and makes its environment", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  const deployment_id = await deploy(server, "preview");
  const main = await octokit.git.getRef({ ...repo, ref: "heads/main" });
  const { data } = await octokit.repos.getDeployment({ ...repo, deployment_id });
  expect(data).toMatchObject({
    sha: main.data.object.sha,
    environment: "preview",
    production_environment: false,
  });
  const environment = octokit.repos.getEnvironment({ ...repo, environment_name: "preview" });
  expect((await environment).status).toBe(200);
});

test("a successful deployment makes the earlier one of its environment inactive", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  const [first, other, second] = [
    await deploy(server),
    await deploy(server, "staging"),
    await deploy(server),
  ];
  for (const deployment_id of [first, other, second]) {
    await octokit.repos.createDeploymentStatus({ ...repo, deployment_id, state: "success" });
  }
  const states = await Promise.all([first, other, second].map((id) => stateOf(server, id)));
  expect(states).toEqual(["inactive", "success", "success"]);
});

test("statuses are listed from the newest", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  const deployment_id = await deploy(server);
  for (const state of ["in_progress", "failure"] as const) {
    await octokit.repos.createDeploymentStatus({ ...repo, deployment_id, state });
  }
  const { data } = await octokit.repos.listDeploymentStatuses({ ...repo, deployment_id });
  expect(data.map(({ state }) => state)).toEqual(["failure", "in_progress"]);
});

test("deployments are found by environment", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await deploy(server, "staging");
  const id = await deploy(server);
  const { data } = await octokit.repos.listDeployments({ ...repo, environment: "production" });
  expect(data.map((each) => each.id)).toEqual([id]);
});

test("an active deployment is deleted only if it is alone", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  const [older, deployment_id] = [await deploy(server), await deploy(server)];
  await octokit.repos.createDeploymentStatus({ ...repo, deployment_id, state: "success" });
  const remove = () => octokit.repos.deleteDeployment({ ...repo, deployment_id });
  expect((await refusal(remove())).status).toBe(422);
  await octokit.repos.deleteDeployment({ ...repo, deployment_id: older });
  expect((await remove()).status).toBe(204);
});

test("a release makes its tag, and the latest is neither draft nor prerelease", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.repos.createRelease({ ...repo, tag_name: "v1.0.0", name: "One" });
  await octokit.repos.createRelease({ ...repo, tag_name: "v1.1.0-beta.1", prerelease: true });
  await octokit.repos.createRelease({ ...repo, tag_name: "v2.0.0", draft: true });
  expect((await octokit.repos.getLatestRelease(repo)).data.tag_name).toBe("v1.0.0");
  const tags = await octokit.git.listMatchingRefs({ ...repo, ref: "tags/" });
  expect(tags.data.map(({ ref }) => ref)).toEqual(["refs/tags/v1.0.0", "refs/tags/v1.1.0-beta.1"]);
  const again = octokit.repos.createRelease({ ...repo, tag_name: "v1.0.0" });
  expect((await refusal(again)).status).toBe(422);
});

test("an annotated tag is an object that a ref points to", async () => {
  const { octokit, repo } = await useGithub();
  const main = await octokit.git.getRef({ ...repo, ref: "heads/main" });
  const { data: tag } = await octokit.git.createTag({
    ...repo,
    tag: "v1",
    message: "One",
    object: main.data.object.sha,
    type: "commit",
  });
  await octokit.git.createRef({ ...repo, ref: "refs/tags/v1", sha: tag.sha });
  const { data } = await octokit.git.getRef({ ...repo, ref: "tags/v1" });
  expect(data.object).toMatchObject({ type: "tag", sha: tag.sha });
  const again = octokit.git.createRef({ ...repo, ref: "refs/tags/v1", sha: tag.sha });
  expect((await refusal(again)).status).toBe(422);
});
