import { expect, test } from "vitest";
import { refusal, useGithub } from "./use-github.ts";

test("pages follow the Link header and end", async () => {
  const { octokit, repo, journal } = await useGithub();
  for (let number = 1; number <= 7; number++) {
    await octokit.issues.create({ ...repo, title: `Issue ${number}` });
  }
  const all = await octokit.paginate(octokit.issues.listForRepo, { ...repo, per_page: 3 });
  expect(all.map(({ number }) => number)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(journal.list({ method: "GET" })).toHaveLength(3);
});

test("wrapped lists are paged alike", async () => {
  const { octokit, repo } = await useGithub();
  for (const name of ["A", "B", "C"]) {
    await octokit.actions.createRepoVariable({ ...repo, name, value: "1" });
  }
  const all = await octokit.paginate(octokit.actions.listRepoVariables, { ...repo, per_page: 2 });
  expect(all.map(({ name }) => name)).toEqual(["A", "B", "C"]);
});

test("a page past the end is empty", async () => {
  const { octokit, repo } = await useGithub();
  const { data, headers } = await octokit.issues.listLabelsForRepo({ ...repo, page: 99 });
  expect(data).toEqual([]);
  expect(headers.link).not.toContain('rel="next"');
});

test("an unchanged answer is 304 without a body, a changed one is sent again", async () => {
  const { url, octokit, repo } = await useGithub();
  const read = (etag: string) =>
    fetch(`${url}/repos/${repo.owner}/${repo.repo}`, {
      headers: { authorization: "token local-github", "if-none-match": etag },
    });
  const first = await read("");
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^W\/"[0-9a-f]{64}"$/);
  const second = await read(etag);
  expect([second.status, await second.text()]).toEqual([304, ""]);
  await octokit.repos.update({ ...repo, description: "changed" });
  expect((await read(etag)).status).toBe(200);
});

test("every answer carries a request id and the rate limit", async () => {
  const { octokit } = await useGithub();
  const { headers } = await octokit.users.getAuthenticated();
  expect(headers).toMatchObject({
    "x-github-request-id": expect.stringMatching(/^[0-9A-F]{4}:[0-9A-F]{6}:[0-9A-F]{8}$/),
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "5000",
    "x-ratelimit-reset": String(Date.parse("2026-11-21T10:00:00Z") / 1000),
  });
});

test("repositories and teams answer by number too", async () => {
  const { octokit, repo } = await useGithub();
  const byId = await octokit.request("GET /repositories/{id}", { id: 7_002_000 });
  const byName = await octokit.repos.get(repo);
  expect(byId.data).toEqual(byName.data);
  const team = await octokit.teams.create({ org: repo.owner, name: "Release Managers" });
  const teamById = await octokit.request("GET /organizations/{org}/team/{team}", {
    org: 7_001_000,
    team: team.data.id,
  });
  expect(teamById.data).toEqual(team.data);
});

test.each([
  "/repos/slipway-local/absent",
  "/repositories/1",
  "/organizations/7001000/team/1",
  "/users/nobody",
])("%s answers 404 in GitHub's form", async (path) => {
  const { octokit } = await useGithub();
  const { status, body } = await refusal(octokit.request(`GET ${path}`));
  expect(status).toBe(404);
  expect(body).toEqual({
    message: "Not Found",
    documentation_url: "https://docs.github.com/rest",
    status: "404",
  });
});

test("a missing field is named", async () => {
  const { octokit, repo } = await useGithub();
  const path: string = `/repos/${repo.owner}/${repo.repo}/issues`;
  const create = octokit.request(`POST ${path}`, { body: "text" });
  const { status, body } = await refusal(create);
  expect(status).toBe(422);
  expect(body).toMatchObject({ message: 'Invalid request.\n\n"title" wasn\'t supplied.' });
});

test("malformed JSON is 400", async () => {
  const { url, repo } = await useGithub();
  const response = await fetch(`${url}/repos/${repo.owner}/${repo.repo}/issues`, {
    method: "POST",
    headers: { authorization: "token local-github" },
    body: "{",
  });
  expect(response.status).toBe(400);
});

test.each([
  ["token local-x", 200],
  ["Bearer local-x", 200],
  [`Basic ${btoa("slipway-admin:local-x")}`, 200],
  ["token ghp_0123456789", 401],
  ["", 401],
])("the credential %j answers %i", async (authorization, status) => {
  const { url } = await useGithub();
  const response = await fetch(`${url}/user`, { headers: { authorization } });
  expect(response.status).toBe(status);
});

test("an injected 502 arrives in GitHub's form and changes nothing", async () => {
  const { octokit, repo, faults } = await useGithub();
  const effect = { kind: "status", status: 502 };
  faults.add({ vendor: "github", method: "POST", path: "/**/issues", times: 1, effect });
  const { status, body } = await refusal(octokit.issues.create({ ...repo, title: "One" }));
  expect(status).toBe(502);
  expect(body).toMatchObject({ documentation_url: "https://docs.github.com/rest" });
  expect((await octokit.issues.create({ ...repo, title: "One" })).data.number).toBe(1);
});
