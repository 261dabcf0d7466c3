import type { Vendors } from "../support/vendors.ts";
import type { Edit } from "./edit.ts";

/** Who is called. */
export const pagerdutyEdits: readonly Edit[] = [
  {
    title: "an escalation's delay was changed",
    stack: "staging",
    verdict: "changed",
    object: "on-call-policy",
    field: "rules[0].escalationDelayInMinutes",
    async run(vendors, declared) {
      const path = `/escalation_policies/${declared("on-call-policy").id}`;
      const { escalation_policy: policy } = await vendors.pagerduty<{
        escalation_policy: { escalation_rules: { escalation_delay_in_minutes: number }[] };
      }>("GET", path);
      for (const rule of policy.escalation_rules.slice(0, 1)) rule.escalation_delay_in_minutes = 60;
      await vendors.pagerduty("PUT", path, { escalation_policy: policy });
    },
  },
  {
    title: "a service was made to call nobody by phone",
    stack: "production",
    verdict: "changed",
    object: "cv-pager",
    field: "incidentUrgencyRule.urgency",
    run: (vendors, declared) =>
      editService(vendors, declared("cv-pager").id, {
        incident_urgency_rule: { type: "constant", urgency: "low" },
      }),
  },
  {
    title: "a service was disabled",
    stack: "staging",
    verdict: "changed",
    object: "cv-pager",
    field: "status",
    run: (vendors, declared) =>
      editService(vendors, declared("cv-pager").id, { status: "disabled" }),
  },
  {
    title: "an integration was deleted, and its routing key with it",
    stack: "production",
    verdict: "missing",
    object: "cv-pager-events",
    run: (vendors, declared) =>
      vendors.pagerduty(
        "DELETE",
        `/services/${declared("cv-pager").id}/integrations/${declared("cv-pager-events").id}`,
      ),
  },
  {
    title: "a schedule's people were changed",
    stack: "production",
    verdict: "changed",
    object: "on-call-primary",
    field: "layers[0].users",
    async run(vendors, declared) {
      const path = `/schedules/${declared("on-call-primary").id}`;
      const { schedule } = await vendors.pagerduty<{
        schedule: { schedule_layers: { users: unknown[] }[] };
      }>("GET", path);
      for (const layer of schedule.schedule_layers) layer.users = layer.users.slice(0, 1);
      await vendors.pagerduty("PUT", path, { schedule });
    },
  },
  {
    title: "a service that nobody declared took one of our names",
    stack: "production",
    verdict: "unmanaged",
    object: "Collective Vision copy (production)",
    run: (vendors, declared) =>
      vendors.pagerduty("POST", "/services", {
        service: {
          name: "Collective Vision copy (production)",
          escalation_policy: {
            id: declared("on-call-policy").id,
            type: "escalation_policy_reference",
          },
        },
      }),
    async undo(vendors) {
      const { services } = await vendors.pagerduty<{ services: { id: string; name: string }[] }>(
        "GET",
        "/services",
      );
      const copy = services.find(({ name }) => name.includes("copy"));
      await vendors.pagerduty("DELETE", `/services/${copy?.id}`);
    },
  },
];

async function editService(vendors: Vendors, id: string, change: object): Promise<void> {
  const { service } = await vendors.pagerduty<{ service: object }>("GET", `/services/${id}`);
  await vendors.pagerduty("PUT", `/services/${id}`, { service: { ...service, ...change } });
}
