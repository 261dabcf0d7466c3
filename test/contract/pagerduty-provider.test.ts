/** The local provider and the emulator together, without the engine. */
import { expect, test } from "vitest";
import { createPagerduty } from "../../local/vendors/pagerduty/index.ts";
import { usePlugins } from "../local/plugins/support/engine.ts";
import { pick } from "../local/support/pick.ts";
import { roundTrip } from "../local/support/round-trip.ts";
import { useVendor } from "../local/support/vendor-server.ts";

async function usePagerdutyProvider() {
  const server = await useVendor(createPagerduty);
  const { connect } = await usePlugins(server.origin);
  return { server, engine: await connect("pagerduty") };
}

test("on-call is declared, changed and refreshed; its routing key takes events", async () => {
  const { server, engine } = await usePagerdutyProvider();
  const ada = await engine.invoke("pagerduty:index/getUser:getUser", { email: "ada@example.com" });
  const schedule = await roundTrip(engine, {
    type: "pagerduty:index/schedule:Schedule",
    inputs: {
      name: "Primary",
      description: "Is paged first.",
      timeZone: "Etc/UTC",
      layers: ["Weekly", "Holidays"].map((name) => ({
        name,
        start: "2026-01-05T09:00:00Z",
        rotationVirtualStart: "2026-01-05T09:00:00Z",
        rotationTurnLengthSeconds: 604_800,
        users: [String(ada.id), "PUBEN02"],
      })),
    },
    changes: { description: "Is rung first." },
  });
  const policy = await roundTrip(engine, {
    type: "pagerduty:index/escalationPolicy:EscalationPolicy",
    inputs: {
      name: "Default",
      numLoops: 2,
      rules: [
        {
          escalationDelayInMinutes: 15,
          targets: [{ type: "schedule_reference", id: schedule.id }],
        },
        {
          escalationDelayInMinutes: 15,
          targets: [{ type: "user_reference", id: "PUCHEN3" }],
        },
      ],
    },
    changes: { numLoops: 3 },
  });
  const service = await roundTrip(engine, {
    type: "pagerduty:index/service:Service",
    inputs: {
      name: "API",
      escalationPolicy: policy.id,
      incidentUrgencyRule: { type: "constant", urgency: "low" },
      alertCreation: "create_alerts_and_incidents",
    },
    changes: { incidentUrgencyRule: { type: "constant", urgency: "high" } },
  });
  const integration = await roundTrip(engine, {
    type: "pagerduty:index/serviceIntegration:ServiceIntegration",
    inputs: { name: "Events", service: service.id, type: "events_api_v2_inbound_integration" },
  });
  const payload = { summary: "High Error Rate", source: "test", severity: "critical" };
  const routing_key = integration.outputs.integrationKey;
  const response = await fetch(`${server.url}/v2/enqueue`, {
    method: "POST",
    body: JSON.stringify({ routing_key, event_action: "trigger", payload }),
  });
  expect(response.status).toBe(202);
  expect(pick(server.vendor.snapshot(), "incidents.0.assignedTo.0")).toMatch(/Ada|Ben/);
});

test.each([
  {
    type: "pagerduty:index/team:Team",
    inputs: { name: "Platform", description: "d1" },
    changes: { description: "d2" },
  },
  {
    type: "pagerduty:index/user:User",
    inputs: { name: "Fay Nowak", email: "fay@example.com" },
    changes: { name: "Fay N." },
  },
  {
    type: "pagerduty:index/businessService:BusinessService",
    inputs: { name: "Shop", description: "Sells" },
    changes: { description: "Sells well" },
  },
])("$type is created and refreshed without a change", async (row) => {
  const { engine } = await usePagerdutyProvider();
  await roundTrip(engine, row);
});

test("vendors are found by name", async () => {
  const { engine } = await usePagerdutyProvider();
  const vendor = await engine.invoke("pagerduty:index/getVendor:getVendor", { name: "Cloudflare" });
  expect(vendor.id).toBe("PVCLDFL");
});
