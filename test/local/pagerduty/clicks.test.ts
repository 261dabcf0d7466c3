import { expect, test } from "vitest";
import { LocalCloudError } from "../../../local/errors.ts";
import { click } from "../support/click.ts";
import { pick } from "../support/pick.ts";
import { createOnCall, trigger, usePagerduty } from "./use-pagerduty.ts";

test("a clicked escalation delay is what the API answers", async () => {
  const server = await usePagerduty();
  const { policyId } = await createOnCall(server);
  const said = await click(server.vendor, "edit-escalation-delay", "Default", "1", "25");
  expect(said).toBe("Level 1 of Default: 10 → 25 minutes.");
  const { body } = await server.call("GET", `/escalation_policies/${policyId}`);
  expect(pick(body, "escalation_policy.escalation_rules.0.escalation_delay_in_minutes")).toBe(25);
});

test("a clicked urgency is what the next incident has", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server, { urgency: "low" });
  await click(server.vendor, "change-service-urgency", "Collective Vision", "high");
  await server.send(trigger(routingKey));
  expect(pick((await server.call("GET", "/incidents")).body, "incidents.0.urgency")).toBe("high");
});

test("a clicked-away integration is gone", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  await click(server.vendor, "delete-integration", "Collective Vision", "Events");
  expect((await server.send(trigger(routingKey))).status).toBe(400);
});

test("a person acknowledges and resolves an incident", async () => {
  const server = await usePagerduty();
  await server.send(trigger((await createOnCall(server)).routingKey));
  await click(server.vendor, "acknowledge-incident", "1", "ben@example.com");
  const said = await click(server.vendor, "resolve-incident", "1", "ben@example.com");
  expect(said).toBe("Incident 1 is resolved by Ben Larsen.");
});

test.each([
  ["edit-escalation-delay", ["Default", "9", "5"], "has 4 levels, not 9"],
  ["edit-escalation-delay", ["Default", "1"], "takes 3 arguments, got 2"],
  ["change-service-urgency", ["Collective Vision", "urgent"], "neither high nor low"],
  ["delete-integration", ["Absent", "Events"], '"Absent" not found'],
])("the click %s %j is refused", async (name, args, reason) => {
  const server = await usePagerduty();
  await createOnCall(server);
  const run = click(server.vendor, name, ...args);
  await expect(run).rejects.toBeInstanceOf(LocalCloudError);
  await expect(run).rejects.toThrow(reason);
});
