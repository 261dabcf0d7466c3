import { expect, test } from "vitest";
import { githubApp } from "../../../local/vendors/github/app.ts";
import { coverage } from "../../../local/vendors/github/coverage.ts";
import { openState } from "../../../local/vendors/github/state.ts";
import { operationsOf } from "../support/operations.ts";
import { limitsOf, readmeLimits } from "../support/readme-limits.ts";
import { refusal, useGithub } from "./use-github.ts";

test("the coverage table lists exactly the registered routes", async () => {
  const { context } = await useGithub();
  const registered = operationsOf(githubApp(openState(context)).routes);
  expect(operationsOf(coverage)).toEqual(registered);
});

test("the README names the limits of the table", () => {
  expect(readmeLimits("github")).toEqual(limitsOf(coverage));
});

test("an operation outside the table answers 501 naming method and path", async () => {
  const { octokit, repo } = await useGithub();
  const { status, body } = await refusal(octokit.repos.listBranches(repo));
  expect(status).toBe(501);
  expect(body).toEqual({
    message:
      "The local cloud does not emulate GET /repos/slipway-local/slipway/branches of GitHub.",
    documentation_url: "https://docs.github.com/rest",
    status: "501",
  });
});
