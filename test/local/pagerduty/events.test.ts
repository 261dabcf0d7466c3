import { expect, test } from "vitest";
import { pick, pluck } from "../support/pick.ts";
import { createOnCall, trigger, usePagerduty } from "./use-pagerduty.ts";

test("a trigger opens an incident assigned to the first level", async () => {
  const server = await usePagerduty();
  const { routingKey, serviceId } = await createOnCall(server);
  const answer = await server.send(trigger(routingKey));
  expect(answer).toEqual({
    status: 202,
    body: { status: "success", message: "Event processed", dedup_key: "errors" },
  });
  const { body } = await server.call("GET", "/incidents");
  expect(pick(body, "incidents")).toMatchObject([
    {
      incident_number: 1,
      incident_key: "errors",
      title: "High Error Rate",
      status: "triggered",
      urgency: "high",
      service: { id: serviceId, type: "service_reference" },
      assignments: [{ assignee: { id: "PUADA01", summary: "Ada Okafor" } }],
    },
  ]);
});

test("events of one dedup key share an incident until it is resolved", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  await server.send(trigger(routingKey));
  await server.send(trigger(routingKey));
  await server.send({ routing_key: routingKey, event_action: "resolve", dedup_key: "errors" });
  await server.send(trigger(routingKey));
  const { body } = await server.call("GET", "/incidents");
  expect(pluck(body, "incidents", "status")).toEqual(["triggered", "resolved"]);
});

test("an incident's log tells what happened, newest first", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  await server.send(trigger(routingKey));
  const act = (event_action: string) =>
    server.send({ routing_key: routingKey, event_action, dedup_key: "errors" });
  await act("acknowledge");
  await act("resolve");
  const { body: list } = await server.call("GET", "/incidents");
  const { body } = await server.call(
    "GET",
    `/incidents/${pick(list, "incidents.0.id")}/log_entries`,
  );
  expect(pluck(body, "log_entries", "type")).toEqual([
    "resolve_log_entry",
    "acknowledge_log_entry",
    "notify_log_entry",
    "notify_log_entry",
    "assign_log_entry",
    "trigger_log_entry",
  ]);
});

test("a trigger without a dedup key gets one", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  const { body } = await server.send(trigger(routingKey, { dedup_key: undefined }));
  expect(pick(body, "dedup_key")).toMatch(/^[0-9a-f]{32}$/);
});

test.each(["acknowledge", "resolve"])("%s of what is not open is accepted", async (action) => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  const event = { routing_key: routingKey, event_action: action, dedup_key: "unknown" };
  expect((await server.send(event)).status).toBe(202);
  expect(pick((await server.call("GET", "/incidents")).body, "incidents")).toEqual([]);
});

const absent = "0123456789abcdef0123456789abcdef";

test.each([
  ["a routing key of no integration", { routing_key: absent }, "belongs to no integration"],
  ["a routing key that is too short", { routing_key: "short" }, "'routing_key'"],
  ["an unknown action", { event_action: "page" }, "'event_action'"],
  ["a trigger without payload", { payload: undefined }, "'payload'"],
  ["a payload without severity", { payload: { summary: "x", source: "y" } }, "'payload.severity'"],
  [
    "a summary that is empty",
    { payload: { summary: "", source: "y", severity: "info" } },
    "summary",
  ],
  ["a resolve without dedup key", { event_action: "resolve", dedup_key: undefined }, "dedup_key"],
])("%s is an invalid event", async (_, changes, problem) => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  const { status, body } = await server.send(trigger(routingKey, changes));
  expect(status).toBe(400);
  expect(body).toMatchObject({ status: "invalid event", message: "Event object is invalid" });
  expect(pick<string[]>(body, "errors").join()).toContain(problem);
});

test("the Events API takes no token and the REST API does", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  const post = { method: "POST", body: JSON.stringify(trigger(routingKey)) };
  expect((await fetch(`${server.url}/v2/enqueue`, post)).status).toBe(202);
  expect((await fetch(`${server.url}/incidents`)).status).toBe(401);
});

test("a deleted integration's key stops working", async () => {
  const server = await usePagerduty();
  const { routingKey, serviceId } = await createOnCall(server);
  const { body } = await server.call("GET", `/services/${serviceId}?include[]=integrations`);
  const id = pick(body, "service.integrations.0.id");
  await server.call("DELETE", `/services/${serviceId}/integrations/${id}`);
  expect((await server.send(trigger(routingKey))).status).toBe(400);
});

test("a service in maintenance opens no incident", async () => {
  const server = await usePagerduty();
  const { routingKey, serviceId } = await createOnCall(server);
  await server.call("POST", "/maintenance_windows", {
    maintenance_window: {
      start_time: "2026-11-21T08:00:00Z",
      end_time: "2026-11-21T10:00:00Z",
      services: [{ id: serviceId, type: "service_reference" }],
    },
  });
  expect((await server.send(trigger(routingKey))).status).toBe(202);
  server.clock.advance(3_600_000);
  await server.send(trigger(routingKey, { dedup_key: "after" }));
  const { body } = await server.call("GET", "/incidents");
  expect(pluck(body, "incidents", "incident_key")).toEqual(["after"]);
});

test.each([
  ["critical", "high"],
  ["error", "high"],
  ["warning", "low"],
  ["info", "low"],
])("by severity, %s is of %s urgency", async (severity, urgency) => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server, { urgency: "severity_based" });
  await server.send(trigger(routingKey, { payload: { summary: "x", source: "y", severity } }));
  expect(pick((await server.call("GET", "/incidents")).body, "incidents.0.urgency")).toBe(urgency);
});

test("a change event is accepted", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server);
  const event = { routing_key: routingKey, payload: { summary: "Deployed 1.2.0" } };
  expect(await server.call("POST", "/v2/change/enqueue", event)).toEqual({
    status: 202,
    body: { status: "success", message: "Change event processed" },
  });
});
