/** Proves the shape of answers against PagerDuty's OpenAPI descriptions; not their values. */
import { expect, test } from "vitest";
import { createPagerduty } from "../../local/vendors/pagerduty/index.ts";
import { loadDescription } from "../local/support/openapi.ts";
import { pick } from "../local/support/pick.ts";
import { type Exchange, recording } from "../local/support/recorder.ts";
import { needsShared } from "../local/support/shared-data.ts";
import { useVendor } from "../local/support/vendor-server.ts";

type Call = (method: string, path: string, body?: object) => Promise<unknown>;

/**
 * The published document is itself invalid: alternatives overlap, so that "exactly one" never
 * holds; a key is spelt as a JSON pointer; acknowledgements have two names.
 */
function repair(_: string, value: unknown): unknown {
  if (value === "acknowledgement_log_entry") return "acknowledge_log_entry";
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const renames: Record<string, string> = {
    oneOf: "anyOf",
    "application~1json": "application/json",
  };
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [renames[key] ?? key, each]),
  );
}

/** PagerDuty sends null for what is not set, where its document only says "string" or "object". */
function withoutNulls(exchange: Exchange): Exchange {
  const body = JSON.stringify(exchange.body, (_, value) => value ?? undefined) as
    | string
    | undefined;
  return { ...exchange, body: body === undefined ? null : JSON.parse(body) };
}

test("every answer has the shape that PagerDuty publishes", async (context) => {
  needsShared(context, "openapi/pagerduty.json");
  const exchanges: Exchange[] = [];
  const { url } = await useVendor(recording(createPagerduty, exchanges));
  await tour(async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: "Token token=local-pagerduty", from: "ada@example.com" },
      body: body ? JSON.stringify(body) : null,
    });
    const text = await response.text();
    return text === "" ? null : JSON.parse(text);
  });
  const rest = loadDescription("pagerduty.json", { repair });
  const events = loadDescription("pagerduty-events-v2.json", { base: "/v2" });
  const checked = exchanges.map(withoutNulls).map((each) => ({
    operation: `${each.method} ${each.path} ${each.status}`,
    problems: rest.check(each) ?? events.check(each),
  }));
  expect(checked.filter(({ problems }) => problems && problems.length > 0)).toEqual([]);
  expect(checked.filter(({ problems }) => problems).length).toBeGreaterThan(35);
});

/** Each operation of the description that the emulator has, at least once. */
async function tour(call: Call): Promise<void> {
  for (const path of ["/abilities", "/users", "/users/PUADA01", "/vendors", "/priorities"]) {
    await call("GET", path);
  }
  await call("GET", "/users/PNOBODY");
  const scheduleId = await tourSchedules(call);
  const serviceId = await tourServices(call, scheduleId);
  await tourIncidents(call, serviceId);
}

async function tourSchedules(call: Call): Promise<string> {
  const team = await call("POST", "/teams", { team: { name: "Platform", description: "d" } });
  const teamPath = `/teams/${pick(team, "team.id")}`;
  await call("GET", teamPath);
  await call("PUT", teamPath, { team: { description: "other" } });
  await call("PUT", `${teamPath}/users/PUADA01`, { role: "manager" });
  await call("GET", `${teamPath}/members`);
  await call("GET", "/teams");
  const layer = {
    start: "2026-11-01T00:00:00Z",
    rotation_virtual_start: "2026-11-01T00:00:00Z",
    rotation_turn_length_seconds: 604_800,
    users: [{ user: { id: "PUADA01", type: "user" } }],
    restrictions: [
      { type: "daily_restriction", start_time_of_day: "08:00:00", duration_seconds: 36_000 },
    ],
  };
  const schedule = await call("POST", "/schedules", {
    schedule: { name: "Primary", time_zone: "Etc/UTC", schedule_layers: [layer], description: "d" },
  });
  const id = pick(schedule, "schedule.id");
  await call("GET", `/schedules/${id}?since=2026-11-01T00:00:00Z&until=2026-11-03T00:00:00Z`);
  await call("GET", "/schedules");
  await call("PUT", `/schedules/${id}`, { schedule: { description: "other" } });
  return id;
}

async function tourServices(call: Call, scheduleId: string): Promise<string> {
  const targets = [
    { id: scheduleId, type: "schedule_reference" },
    { id: "PUBEN02", type: "user_reference" },
  ];
  const policy = await call("POST", "/escalation_policies", {
    escalation_policy: {
      name: "Default",
      description: "d",
      escalation_rules: [{ escalation_delay_in_minutes: 10, targets }],
    },
  });
  const policyId = pick(policy, "escalation_policy.id");
  await call("GET", `/escalation_policies/${policyId}`);
  await call("PUT", `/escalation_policies/${policyId}`, { escalation_policy: { num_loops: 1 } });
  await call("GET", "/escalation_policies");
  await call("GET", "/oncalls");
  const service = await call("POST", "/services", {
    service: {
      name: "API",
      description: "d",
      escalation_policy: { id: policyId, type: "escalation_policy_reference" },
    },
  });
  const id = pick(service, "service.id");
  await call("GET", `/services/${id}`);
  await call("PUT", `/services/${id}`, { service: { description: "other" } });
  await call("GET", "/services");
  await call("POST", "/services", { service: { name: "API" } });
  await call("POST", "/maintenance_windows", {
    maintenance_window: {
      start_time: "2027-01-01T00:00:00Z",
      end_time: "2027-01-02T00:00:00Z",
      description: "d",
      services: [{ id, type: "service_reference" }],
    },
  });
  await call("GET", "/maintenance_windows");
  return id;
}

async function tourIncidents(call: Call, serviceId: string): Promise<void> {
  const integrations = `/services/${serviceId}/integrations`;
  const integration = await call("POST", integrations, {
    integration: { name: "Events", vendor: { id: "PVCLDFL", type: "vendor_reference" } },
  });
  await call("GET", `${integrations}/${pick(integration, "integration.id")}`);
  const event = {
    routing_key: pick(integration, "integration.integration_key"),
    event_action: "trigger",
    dedup_key: "errors",
    payload: { summary: "High Error Rate", source: "watchtower", severity: "critical" },
  };
  await call("POST", "/v2/enqueue", event);
  await call("POST", "/v2/enqueue", { ...event, event_action: "acknowledge" });
  const { routing_key, payload } = event;
  await call("POST", "/v2/change/enqueue", { routing_key, payload });
  const id = pick(await call("GET", "/incidents"), "incidents.0.id");
  await call("GET", `/incidents/${id}`);
  await call("POST", `/incidents/${id}/notes`, { note: { content: "text" } });
  await call("GET", `/incidents/${id}/notes`);
  await call("PUT", `/incidents/${id}`, { incident: { status: "resolved" } });
  await call("PUT", "/incidents", { incidents: [{ id, title: "Other" }] });
  const manual = { title: "Manual", service: { id: serviceId, type: "service_reference" } };
  await call("POST", "/incidents", { incident: manual });
  const entries = await call("GET", `/incidents/${id}/log_entries`);
  await call("GET", "/log_entries");
  await call("GET", `/log_entries/${pick(entries, "log_entries.0.id")}`);
}
