import { expect, test } from "vitest";
import { pagerdutyApp } from "../../../local/vendors/pagerduty/app.ts";
import { coverage } from "../../../local/vendors/pagerduty/coverage.ts";
import { openState } from "../../../local/vendors/pagerduty/state.ts";
import { operationsOf } from "../support/operations.ts";
import { limitsOf, readmeLimits } from "../support/readme-limits.ts";
import { usePagerduty } from "./use-pagerduty.ts";

test("the coverage table lists exactly the registered routes", async () => {
  const { context } = await usePagerduty();
  const registered = operationsOf(pagerdutyApp(openState(context)).routes);
  expect(operationsOf(coverage)).toEqual(registered);
});

test("the README names the limits of the table", () => {
  expect(readmeLimits("pagerduty")).toEqual(limitsOf(coverage));
});

test("an operation outside the table answers 501 naming method and path", async () => {
  const { call } = await usePagerduty();
  expect(await call("GET", "/rulesets")).toEqual({
    status: 501,
    body: {
      error: {
        message: "The local cloud does not emulate GET /rulesets of PagerDuty.",
        code: 2000,
      },
    },
  });
});
