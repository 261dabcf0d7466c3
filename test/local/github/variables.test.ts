import { expect, test } from "vitest";
import { putProduction, refusal, useGithub } from "./use-github.ts";

test("a variable's name is kept in upper case", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.actions.createRepoVariable({ ...repo, name: "log_level", value: "info" });
  const { data } = await octokit.actions.getRepoVariable({ ...repo, name: "Log_Level" });
  expect(data).toEqual({
    name: "LOG_LEVEL",
    value: "info",
    created_at: "2026-11-21T09:00:00Z",
    updated_at: "2026-11-21T09:00:00Z",
  });
});

test("creating a variable twice is a conflict", async () => {
  const { octokit, repo } = await useGithub();
  const create = () => octokit.actions.createRepoVariable({ ...repo, name: "LEVEL", value: "1" });
  expect((await create()).status).toBe(201);
  expect((await refusal(create())).status).toBe(409);
});

test("an update changes the value and the date of change", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  const at = { ...repo, environment_name: "production", name: "LEVEL" };
  await octokit.actions.createEnvironmentVariable({ ...at, value: "info" });
  server.clock.advance(1000);
  await octokit.actions.updateEnvironmentVariable({ ...at, value: "debug" });
  const { data } = await octokit.actions.getEnvironmentVariable(at);
  expect(data).toMatchObject({
    value: "debug",
    created_at: "2026-11-21T09:00:00Z",
    updated_at: "2026-11-21T09:00:01Z",
  });
});

test("a renamed variable answers under its new name only", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.actions.createRepoVariable({ ...repo, name: "OLD", value: "1" });
  await octokit.request("PATCH /repos/{owner}/{repo}/actions/variables/{old}", {
    ...repo,
    old: "OLD",
    name: "NEW",
  });
  expect((await octokit.actions.getRepoVariable({ ...repo, name: "NEW" })).data.value).toBe("1");
  const old = octokit.actions.getRepoVariable({ ...repo, name: "OLD" });
  expect((await refusal(old)).status).toBe(404);
});

test("a value of 48 KiB fits and one byte more does not", async () => {
  const { octokit, repo } = await useGithub();
  const value = "x".repeat(48 * 1024);
  await octokit.actions.createRepoVariable({ ...repo, name: "BIG", value });
  const tooBig = octokit.actions.updateRepoVariable({ ...repo, name: "BIG", value: `${value}x` });
  expect((await refusal(tooBig)).status).toBe(422);
});

test("an environment's variables are its own", async () => {
  const server = await useGithub();
  const { octokit, repo } = server;
  await putProduction(server);
  await octokit.actions.createRepoVariable({ ...repo, name: "LEVEL", value: "1" });
  const { data } = await octokit.actions.listEnvironmentVariables({
    ...repo,
    environment_name: "production",
  });
  expect(data).toEqual({ total_count: 0, variables: [] });
});
