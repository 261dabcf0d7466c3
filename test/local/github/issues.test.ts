import { expect, test } from "vitest";
import { refusal, useGithub } from "./use-github.ts";

test("issues are numbered and listed while they are open", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.issues.create({ ...repo, title: "One", labels: ["bug", "drift"] });
  const { data: second } = await octokit.issues.create({ ...repo, title: "Two" });
  expect(second).toMatchObject({ number: 2, state: "open", user: { login: "slipway-admin" } });
  const closed = await octokit.issues.update({ ...repo, issue_number: 2, state: "closed" });
  expect(closed.data).toMatchObject({ state: "closed", state_reason: "completed" });
  const open = await octokit.issues.listForRepo({ ...repo, labels: "drift" });
  expect(open.data.map(({ number }) => number)).toEqual([1]);
  const all = await octokit.issues.listForRepo({ ...repo, state: "all" });
  expect(all.data.map(({ number }) => number)).toEqual([2, 1]);
});

test("a comment is created, changed and counted", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.issues.create({ ...repo, title: "One" });
  const at = { ...repo, issue_number: 1 };
  const { data } = await octokit.issues.createComment({ ...at, body: "drift: none" });
  const comment_id = Number(data.id);
  await octokit.issues.updateComment({ ...repo, comment_id, body: "drift: one" });
  const comments = await octokit.issues.listComments(at);
  expect(comments.data.map(({ body }) => body)).toEqual(["drift: one"]);
  expect((await octokit.issues.get(at)).data.comments).toBe(1);
});

test("a comment of 65,536 characters fits and one more does not", async () => {
  const { octokit, repo } = await useGithub();
  await octokit.issues.create({ ...repo, title: "One" });
  const at = { ...repo, issue_number: 1 };
  const body = "x".repeat(65_536);
  expect((await octokit.issues.createComment({ ...at, body })).status).toBe(201);
  const tooLong = octokit.issues.createComment({ ...at, body: `${body}x` });
  expect((await refusal(tooLong)).status).toBe(422);
});

test("a comment on an issue that does not exist is 404", async () => {
  const { octokit, repo } = await useGithub();
  const comment = octokit.issues.createComment({ ...repo, issue_number: 9, body: "text" });
  expect((await refusal(comment)).status).toBe(404);
});
