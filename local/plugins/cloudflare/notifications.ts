import { flag, list, object, output, text } from "../schema/property.ts";
import { accountId, cloudflareResource } from "./resource.ts";

export const notificationPolicyWebhooks = cloudflareResource("notificationPolicyWebhooks", {
  collection: "/accounts/{accountId}/alerting/v3/destinations/webhooks",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    name: text({ required: true }),
    url: text({ required: true }),
    secret: text({ secret: true, unread: true }),
    createdAt: output(text()),
    lastFailure: output(text()),
    lastSuccess: output(text()),
    type: output(text()),
  },
});

/** Pulumi's plural names of the filters, and what each is called on the wire. */
const filters = {
  actions: "actions",
  affectedAsns: "affected_asns",
  affectedComponents: "affected_components",
  affectedLocations: "affected_locations",
  airportCodes: "airport_code",
  alertTriggerPreferences: "alert_trigger_preferences",
  alertTriggerPreferencesValues: "alert_trigger_preferences_value",
  enableds: "enabled",
  environments: "environment",
  eventSources: "event_source",
  eventTypes: "event_type",
  events: "event",
  groupBies: "group_by",
  healthCheckIds: "health_check_id",
  incidentImpacts: "incident_impact",
  inputIds: "input_id",
  insightClasses: "insight_class",
  limits: "limit",
  logoTags: "logo_tag",
  megabitsPerSeconds: "megabits_per_second",
  newHealths: "new_health",
  newStatuses: "new_status",
  packetsPerSeconds: "packets_per_second",
  poolIds: "pool_id",
  popNames: "pop_names",
  products: "product",
  projectIds: "project_id",
  protocols: "protocol",
  queryTags: "query_tag",
  requestsPerSeconds: "requests_per_second",
  selectors: "selectors",
  services: "services",
  slos: "slo",
  statuses: "status",
  targetHostnames: "target_hostname",
  targetIps: "target_ip",
  targetZoneNames: "target_zone_name",
  trafficExclusions: "traffic_exclusions",
  tunnelIds: "tunnel_id",
  tunnelNames: "tunnel_name",
  types: "type",
  wheres: "where",
  zones: "zones",
};

const destinations = (wire: string) => list(object({ id: text() }), { wire });

export const notificationPolicy = cloudflareResource("notificationPolicy", {
  collection: "/accounts/{accountId}/alerting/v3/policies",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    name: text({ required: true }),
    alertType: text({ required: true }),
    alertInterval: text(),
    description: text(),
    enabled: flag({ default: true }),
    filters: object(
      Object.fromEntries(
        Object.entries(filters).map(([name, wire]) => [
          name,
          list(text(), { wire, unordered: true }),
        ]),
      ),
    ),
    mechanisms: object(
      {
        emails: destinations("email"),
        pagerduties: destinations("pagerduty"),
        webhooks: destinations("webhooks"),
      },
      { required: true },
    ),
    created: output(text()),
    modified: output(text()),
  },
});
