import { vendors } from "../seed.ts";
import type { EscalationPolicy, Incident, Integration, Service } from "../state.ts";
import { identity, type Links, reference } from "./references.ts";

export interface ServiceParts {
  policy: EscalationPolicy | undefined;
  integrations: readonly Integration[];
  openIncidents: readonly Incident[];
  inMaintenance: boolean;
  /** Whether integrations are shown in full instead of as references. */
  withIntegrations: boolean;
}

export function service(links: Links, value: Service, parts: ServiceParts) {
  const { id, policyId } = value;
  const policy = parts.policy ?? { id: policyId, name: policyId };
  return {
    ...identity(links, "services", value, "service"),
    name: value.name,
    description: value.description,
    status: statusOf(value, parts),
    created_at: value.createdAt,
    last_incident_timestamp: value.lastIncidentAt,
    auto_resolve_timeout: value.autoResolveSeconds,
    acknowledgement_timeout: value.acknowledgementSeconds,
    escalation_policy: reference(links, "escalation_policies", policy, "escalation_policy"),
    incident_urgency_rule: value.urgencyRule,
    support_hours: value.supportHours,
    alert_creation: value.alertCreation,
    ...value.echoed,
    teams: [],
    addons: [],
    integrations: parts.integrations.map((each) =>
      parts.withIntegrations
        ? integration(links, { id, name: value.name }, each)
        : identity(links, `services/${id}/integrations`, each, `${each.type}_reference`),
    ),
  };
}

export function integration(links: Links, of: Pick<Service, "id" | "name">, value: Integration) {
  const vendor = vendors.find(({ id }) => id === value.vendorId);
  return {
    ...identity(links, `services/${of.id}/integrations`, value, value.type),
    name: value.name,
    service: reference(links, "services", of, "service"),
    created_at: value.createdAt,
    vendor: vendor ? reference(links, "vendors", vendor, "vendor") : null,
    integration_key: value.key,
    ...value.echoed,
  };
}

/** @see https://developer.pagerduty.com/api-reference `status` of a service */
function statusOf(value: Service, { openIncidents, inMaintenance }: ServiceParts): string {
  if (value.isDisabled) return "disabled";
  if (inMaintenance) return "maintenance";
  if (openIncidents.some(({ status }) => status === "triggered")) return "critical";
  return openIncidents.length > 0 ? "warning" : "active";
}
