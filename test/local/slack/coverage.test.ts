import { expect, test } from "vitest";
import { slackApp } from "../../../local/vendors/slack/app.ts";
import { coverage } from "../../../local/vendors/slack/coverage.ts";
import { openState } from "../../../local/vendors/slack/state.ts";
import { operationsOf } from "../support/operations.ts";
import { limitsOf, readmeLimits } from "../support/readme-limits.ts";
import { useSlack } from "./use-slack.ts";

test("the coverage table lists exactly the registered routes", async () => {
  const { context } = await useSlack();
  const registered = operationsOf(slackApp(openState(context)).routes);
  expect(operationsOf(coverage)).toEqual(registered);
});

test("the README names the limits of the table", () => {
  expect(readmeLimits("slack")).toEqual(limitsOf(coverage));
});

test("a method outside the table answers 501 naming method and path", async () => {
  const { url } = await useSlack();
  const headers = { authorization: "Bearer local-slack" };
  const response = await fetch(`${url}/api/reactions.add`, { method: "POST", headers });
  expect(response.status).toBe(501);
  expect(await response.json()).toEqual({
    ok: false,
    error: "unknown_method",
    response_metadata: {
      messages: ["[ERROR] The local cloud does not emulate POST /api/reactions.add of Slack."],
    },
  });
});
