/** Proves PagerDuty's quirks: timeouts as text, layers from last to first, references by type. */
import { expect, test } from "vitest";
import { usePlugins } from "./support/engine.ts";
import { type Answers, useFakeApi } from "./support/fake-api.ts";

const P = "/pagerduty";
const type = (name: string) =>
  `pagerduty:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

async function usePagerduty(answers: Answers = {}) {
  const api = await useFakeApi({ [`GET ${P}/abilities`]: { body: { abilities: [] } }, ...answers });
  const rig = await usePlugins(api.origin);
  const engine = await rig.connect("pagerduty");
  api.received.length = 0;
  return { api, engine };
}

test.each([
  { given: "null", sent: null },
  { given: "600", sent: 600 },
])("a timeout of $given is sent as $sent and read back the same", async ({ given, sent }) => {
  const answered = {
    service: {
      id: "P1",
      name: "API",
      description: "Managed by Pulumi",
      escalation_policy: { id: "PE" },
      acknowledgement_timeout: sent,
      auto_resolve_timeout: 14_400,
      incident_urgency_rule: { type: "constant", urgency: "high" },
      alert_grouping_parameters: { type: null, config: null },
    },
  };
  const { api, engine } = await usePagerduty({
    [`POST ${P}/services`]: { status: 201, body: answered },
    [`GET ${P}/services/P1`]: { body: answered },
  });
  const inputs = { name: "API", escalationPolicy: "PE", acknowledgementTimeout: given };
  const { outputs } = await engine.create(type("service"), inputs);
  expect(api.received[0]?.body).toMatchObject({ service: { acknowledgement_timeout: sent } });
  expect(outputs.acknowledgementTimeout).toBe(given);
  expect((await engine.diff(type("service"), outputs, inputs)).changes).toEqual({});
});

test("a timeout that is neither seconds nor null is refused", async () => {
  const { engine } = await usePagerduty();
  const inputs = { name: "API", escalationPolicy: "PE", autoResolveTimeout: "4h" };
  const { failures } = await engine.check(type("service"), inputs);
  expect(failures).toEqual([
    `Invalid Attribute Value Match. Attribute autoResolveTimeout must look like "1800" or "null", got: "4h". Examine values at 'it.autoResolveTimeout'.`,
  ]);
});

test("a schedule's layers are read in the program's order, its start compared as a moment", async () => {
  const weekly = {
    name: "Weekly",
    start: "2026-11-01T00:00:00Z",
    rotation_virtual_start: "2026-11-01T01:00:00+01:00",
    rotation_turn_length_seconds: 604_800,
    users: [{ user: { id: "PA" } }],
  };
  const { api, engine } = await usePagerduty();
  api.answers[`POST ${P}/schedules`] = { status: 201, body: { schedule: { id: "PS" } } };
  api.answers[`GET ${P}/schedules/PS`] = {
    body: {
      schedule: {
        id: "PS",
        name: "S",
        time_zone: "UTC",
        description: "Managed by Pulumi",
        teams: [],
        schedule_layers: [{ ...weekly, name: "Override" }, weekly],
        final_schedule: { name: "Final", rendered_coverage_percentage: 100 },
      },
    },
  };
  const layer = (name: string) => ({
    name,
    start: "2026-11-01T00:00:00Z",
    rotationVirtualStart: "2026-11-01T00:00:00Z",
    rotationTurnLengthSeconds: 604_800,
    users: ["PA"],
  });
  const inputs = { name: "S", timeZone: "UTC", layers: [layer("Weekly"), layer("Override")] };
  const { outputs } = await engine.create(type("schedule"), inputs);
  expect(api.received[0]?.body).toMatchObject({
    schedule: {
      schedule_layers: [
        {
          name: "Weekly",
          rotation_virtual_start: "2026-11-01 00:00:00 +0000 UTC",
          users: [{ user: { id: "PA", type: "user" } }],
        },
        { name: "Override" },
      ],
    },
  });
  expect((await engine.diff(type("schedule"), outputs, inputs)).changes).toEqual({});
  expect(outputs.finalSchedules).toEqual([{ name: "Final", renderedCoveragePercentage: "100.00" }]);
});

test("an integration has a vendor or a type, not both", async () => {
  const { engine } = await usePagerduty();
  const inputs = { service: "P1", vendor: "PV", type: "events_api_v2_inbound_integration" };
  const { failures } = await engine.check(type("serviceIntegration"), inputs);
  expect(failures).toEqual([
    'Conflicting configuration arguments. "type" conflicts with "vendor": give one of them.',
  ]);
});

test("an integration is imported by its service's id and its own", async () => {
  const { api, engine } = await usePagerduty({
    [`GET ${P}/services/P1/integrations/P2`]: {
      body: { integration: { id: "P2", name: "E", integration_key: "k", service: { id: "P1" } } },
    },
  });
  const read = await engine.read(type("serviceIntegration"), "P1.P2");
  expect(read).toMatchObject({ id: "P2", outputs: { service: "P1", integrationKey: "k" } });
  expect(api.calls()).toEqual([`GET ${P}/services/P1/integrations/P2`]);
});

test("a maintenance window of the past counts as deleted", async () => {
  const { engine } = await usePagerduty({
    [`DELETE ${P}/maintenance_windows/PM`]: { status: 405, body: {} },
  });
  await expect(engine.delete(type("maintenanceWindow"), "PM", {})).resolves.toBeUndefined();
});

test("a vendor is found on a later page, letter case aside", async () => {
  const { api, engine } = await usePagerduty();
  api.answers[`GET ${P}/vendors`] = ({ query }) => ({
    body:
      query.offset === undefined
        ? { vendors: [{ id: "P1", name: "Datadog" }], more: true }
        : { vendors: [{ id: "P2", name: "Cloudflare", generic_service_type: "g" }], more: false },
  });
  const vendor = await engine.invoke("pagerduty:index/getVendor:getVendor", { name: "CLOUDFLARE" });
  expect(vendor).toEqual({ id: "P2", name: "Cloudflare", type: "g" });
});

test("a refusal has the vendor's code and reasons", async () => {
  const { engine } = await usePagerduty({
    [`POST ${P}/teams`]: {
      status: 400,
      body: { error: { code: 2001, message: "Invalid Input Provided", errors: ["Name taken"] } },
    },
  });
  await expect(engine.create(type("team"), { name: "T" })).rejects.toThrow(
    /^POST API call to http:.*\/pagerduty\/teams failed 400 Bad Request\. Code: 2001, Errors: \[Name taken\], Message: Invalid Input Provided$/,
  );
});

test("the credential check can be left out", async () => {
  const api = await useFakeApi();
  const rig = await usePlugins(api.origin);
  await rig.connect("pagerduty", { skipCredentialsValidation: "true" });
  expect(api.received).toEqual([]);
});
