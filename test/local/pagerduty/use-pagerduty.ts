import { createPagerduty } from "../../../local/vendors/pagerduty/index.ts";
import { pick } from "../support/pick.ts";
import { useVendor, type VendorServer } from "../support/vendor-server.ts";

export interface Answer {
  status: number;
  /** Parsed JSON, or null. */
  body: unknown;
}

export interface PagerdutyServer extends VendorServer {
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends an Events API v2 event. */
  send(event: Record<string, unknown>): Promise<Answer>;
}

const HEADERS = {
  authorization: "Token token=local-pagerduty",
  from: "ada@example.com",
  "content-type": "application/json",
};

/** A fresh emulator, called as the REST API and the Events API are. */
export async function usePagerduty(): Promise<PagerdutyServer> {
  const server = await useVendor(createPagerduty);
  const call = async (method: string, path: string, body?: unknown) => {
    const init = {
      method,
      headers: HEADERS,
      body: body === undefined ? null : JSON.stringify(body),
    };
    const response = await fetch(server.url + path, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  return { ...server, call, send: (event) => call("POST", "/v2/enqueue", event) };
}

export interface OnCall {
  policyId: string;
  serviceId: string;
  routingKey: string;
}

export interface OnCallOptions {
  urgency?: "high" | "low" | "severity_based";
  loops?: number;
  acknowledgementSeconds?: number | null;
  autoResolveSeconds?: number | null;
}

/** Four levels of people, ten minutes apart, a service and its Events API integration. */
export async function createOnCall(
  { call }: PagerdutyServer,
  { urgency = "high", loops = 0, ...timeouts }: OnCallOptions = {},
): Promise<OnCall> {
  const people = ["PUADA01", "PUCHEN3", "PUDANA4", "PUEVE05"];
  const { body: policy } = await call("POST", "/escalation_policies", {
    escalation_policy: {
      name: "Default",
      num_loops: loops,
      escalation_rules: people.map((id) => ({
        escalation_delay_in_minutes: 10,
        targets: [{ id, type: "user_reference" }],
      })),
    },
  });
  const { body: service } = await call("POST", "/services", {
    service: {
      name: "Collective Vision",
      escalation_policy: {
        id: pick(policy, "escalation_policy.id"),
        type: "escalation_policy_reference",
      },
      incident_urgency_rule: { type: "constant", urgency },
      acknowledgement_timeout: timeouts.acknowledgementSeconds ?? null,
      auto_resolve_timeout: timeouts.autoResolveSeconds ?? null,
    },
  });
  const serviceId = pick(service, "service.id");
  const { body: created } = await call("POST", `/services/${serviceId}/integrations`, {
    integration: { name: "Events", type: "events_api_v2_inbound_integration" },
  });
  return {
    policyId: pick(policy, "escalation_policy.id"),
    serviceId,
    routingKey: pick(created, "integration.integration_key"),
  };
}

export function trigger(routing_key: string, changes: Record<string, unknown> = {}) {
  const payload = { summary: "High Error Rate", source: "watchtower", severity: "critical" };
  return { routing_key, event_action: "trigger", dedup_key: "errors", payload, ...changes };
}
