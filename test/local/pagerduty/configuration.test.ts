import { expect, test } from "vitest";
import { pick } from "../support/pick.ts";
import { createOnCall, usePagerduty } from "./use-pagerduty.ts";

test("lists are paged by offset and end", async () => {
  const { call } = await usePagerduty();
  const first = await call("GET", "/users?limit=3&total=true");
  expect(first.body).toMatchObject({ limit: 3, offset: 0, more: true, total: 5 });
  const second = await call("GET", "/users?limit=3&offset=3");
  expect(second.body).toMatchObject({ more: false, total: null });
  expect(
    pick<unknown[]>(first.body, "users").length + pick<unknown[]>(second.body, "users").length,
  ).toBe(5);
  expect(pick((await call("GET", "/users?offset=99")).body, "users")).toEqual([]);
});

test("a user is found by e-mail address", async () => {
  const { call } = await usePagerduty();
  const { body } = await call("GET", "/users?query=chen@example.com");
  expect(pick(body, "users")).toMatchObject([{ id: "PUCHEN3", name: "Chen Wei", teams: [] }]);
});

test("a team's members have roles, and the team goes with its mentions", async () => {
  const { call } = await usePagerduty();
  const { body } = await call("POST", "/teams", { team: { name: "Platform" } });
  const id = pick(body, "team.id");
  await call("PUT", `/teams/${id}/users/PUADA01`, { role: "manager" });
  const members = await call("GET", `/teams/${id}/members`);
  expect(pick(members.body, "members")).toMatchObject([
    { role: "manager", user: { id: "PUADA01" } },
  ]);
  const { body: policy } = await call("POST", "/escalation_policies", {
    escalation_policy: {
      name: "Default",
      teams: [{ id, type: "team_reference" }],
      escalation_rules: [
        {
          escalation_delay_in_minutes: 10,
          targets: [{ id: "PUADA01", type: "user_reference" }],
        },
      ],
    },
  });
  await call("DELETE", `/teams/${id}`);
  const after = await call("GET", `/escalation_policies/${pick(policy, "escalation_policy.id")}`);
  expect(pick(after.body, "escalation_policy.teams")).toEqual([]);
});

test("an update keeps the ids of a policy's rules", async () => {
  const server = await usePagerduty();
  const { policyId } = await createOnCall(server);
  const at = `/escalation_policies/${policyId}`;
  const before = pick((await server.call("GET", at)).body, "escalation_policy.escalation_rules");
  const rule = {
    escalation_delay_in_minutes: 5,
    targets: [{ id: "PUBEN02", type: "user_reference" }],
  };
  const { body } = await server.call("PUT", at, {
    escalation_policy: { escalation_rules: [rule] },
  });
  expect(pick(body, "escalation_policy.escalation_rules")).toMatchObject([
    { id: pick(before, "0.id"), escalation_delay_in_minutes: 5, targets: [{ id: "PUBEN02" }] },
  ]);
});

test.each([
  ["no rule", { escalation_rules: [] }],
  [
    "a target that does not exist",
    {
      escalation_rules: [
        { escalation_delay_in_minutes: 10, targets: [{ id: "PNOBODY", type: "user_reference" }] },
      ],
    },
  ],
  ["ten loops", { num_loops: 10 }],
])("a policy with %s is refused", async (_, changes) => {
  const server = await usePagerduty();
  const { policyId } = await createOnCall(server);
  const put = { escalation_policy: changes };
  const { status } = await server.call("PUT", `/escalation_policies/${policyId}`, put);
  expect(status).toBe(400);
});

test("a policy that a service uses cannot be deleted", async () => {
  const server = await usePagerduty();
  const { policyId, serviceId } = await createOnCall(server);
  const remove = () => server.call("DELETE", `/escalation_policies/${policyId}`);
  expect((await remove()).status).toBe(400);
  await server.call("DELETE", `/services/${serviceId}`);
  expect((await remove()).status).toBe(204);
});

test("a service answers everything that the vendor's provider reads", async () => {
  const server = await usePagerduty();
  const { serviceId, policyId } = await createOnCall(server);
  const { body } = await server.call("GET", `/services/${serviceId}`);
  expect(pick(body, "service")).toMatchObject({
    id: serviceId,
    type: "service",
    status: "active",
    escalation_policy: { id: policyId, type: "escalation_policy_reference" },
    incident_urgency_rule: { type: "constant", urgency: "high" },
    alert_creation: "create_alerts_and_incidents",
    response_play: null,
    support_hours: null,
    auto_pause_notifications_parameters: { enabled: false, timeout: null },
  });
});

test("timeouts arrive as numbers or texts, and null switches them off", async () => {
  const server = await usePagerduty();
  const { serviceId } = await createOnCall(server);
  const put = (acknowledgement_timeout: unknown) =>
    server.call("PUT", `/services/${serviceId}`, { service: { acknowledgement_timeout } });
  expect(pick((await put("900")).body, "service.acknowledgement_timeout")).toBe(900);
  expect(pick((await put(null)).body, "service.acknowledgement_timeout")).toBeNull();
});

test("an integration's key has 32 characters, and a vendor's integration names the vendor", async () => {
  const server = await usePagerduty();
  const { serviceId, routingKey } = await createOnCall(server);
  expect(routingKey).toMatch(/^[0-9a-f]{32}$/);
  const { body } = await server.call("POST", `/services/${serviceId}/integrations`, {
    integration: { type: "service_integration", vendor: { id: "PVCLDFL", type: "vendor" } },
  });
  expect(pick(body, "integration")).toMatchObject({
    name: "Cloudflare",
    type: "generic_events_api_inbound_integration",
    vendor: { id: "PVCLDFL" },
  });
});

test.each([
  ["/teams", "team"],
  ["/services", "service"],
])("POST %s without its object is refused", async (path, name) => {
  const { call } = await usePagerduty();
  expect(await call("POST", path, {})).toMatchObject({
    status: 400,
    body: { error: { errors: [`${name} can't be blank`] } },
  });
});

test("an empty body is a failure that the vendor's provider repeats", async () => {
  const { call } = await usePagerduty();
  expect((await call("POST", "/teams")).status).toBe(500);
});

test.each(["/teams/PNONE", "/services/PNONE", "/incidents/PNONE", "/schedules/PNONE"])(
  "GET %s is 404 in PagerDuty's form",
  async (path) => {
    const { call } = await usePagerduty();
    expect(await call("GET", path)).toMatchObject({
      status: 404,
      body: { error: { message: "Not Found", code: 2100 } },
    });
  },
);

test("a credential that may be a real one is refused", async () => {
  const { url } = await usePagerduty();
  const headers = { authorization: "Token token=u+AbCdEf0123456789" };
  const response = await fetch(`${url}/users`, { headers });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: { code: 2006 } });
});

test("business services are created, changed and deleted", async () => {
  const { call } = await usePagerduty();
  const { body } = await call("POST", "/business_services", { business_service: { name: "Shop" } });
  const at = `/business_services/${pick(body, "business_service.id")}`;
  await call("PUT", at, { business_service: { description: "Sells" } });
  expect(pick((await call("GET", at)).body, "business_service")).toMatchObject({
    name: "Shop",
    description: "Sells",
  });
  expect((await call("DELETE", at)).status).toBe(204);
  expect((await call("GET", at)).status).toBe(404);
});

test("a maintenance window ends after it starts, and is not deleted when it is over", async () => {
  const server = await usePagerduty();
  const { serviceId } = await createOnCall(server);
  const window = {
    start_time: "2026-11-21T10:00:00Z",
    end_time: "2026-11-21T11:00:00Z",
    services: [{ id: serviceId, type: "service_reference" }],
  };
  const post = (changes: object) =>
    server.call("POST", "/maintenance_windows", { maintenance_window: { ...window, ...changes } });
  expect((await post({ end_time: window.start_time })).status).toBe(400);
  const { body } = await post({});
  const path = `/maintenance_windows/${pick(body, "maintenance_window.id")}`;
  server.clock.advance(2 * 3_600_000);
  expect((await server.call("DELETE", path)).status).toBe(405);
});
