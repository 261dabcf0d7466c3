import type { PagerdutyState, Service } from "../state.ts";
import { type ChangeEvent, type Integration, newId, now } from "../state.ts";
import {
  acknowledge,
  openIncident,
  openIncidentWithKey,
  repeatTrigger,
  resolve,
  type TriggerInput,
} from "./incidents.ts";
import { integrationByKey, isInMaintenance } from "./services.ts";
import { type Severity, urgencyOf } from "./urgency.ts";

export interface Event {
  action: "trigger" | "acknowledge" | "resolve";
  /** Made up for a trigger that has none. */
  dedupKey: string | undefined;
  summary: string;
  severity: Severity | undefined;
  /** The whole payload, as shown in the incident. */
  details: unknown;
  channel: Record<string, unknown>;
}

/** The integration that a routing key belongs to, with its service. */
export function recipient(
  state: PagerdutyState,
  routingKey: string,
): { integration: Integration; service: Service } | undefined {
  const integration = integrationByKey(state, routingKey);
  const service = integration && state.services.get(integration.serviceId);
  return integration && service && { integration, service };
}

/**
 * Applies an event. Acknowledging or resolving what is not open does nothing, as does any event
 * for a service that is disabled or in maintenance.
 * @returns the deduplication key.
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export function applyEvent(
  state: PagerdutyState,
  { integration, service }: { integration: Integration; service: Service },
  event: Event,
): string {
  const key = event.dedupKey ?? state.context.ids.hex(16);
  state.context.store.transaction(() => apply(state, { integration, service }, event, key));
  return key;
}

function apply(
  state: PagerdutyState,
  { integration, service }: { integration: Integration; service: Service },
  event: Event,
  key: string,
): void {
  const open = openIncidentWithKey(state, service.id, key);
  const agent = { type: "integration", id: integration.id } as const;
  if (event.action === "acknowledge") {
    if (open) acknowledge(state, open, agent);
  } else if (event.action === "resolve") {
    if (open) resolve(state, open, agent);
  } else {
    const input: TriggerInput = {
      title: event.summary,
      key,
      urgency: urgencyOf(service, event.severity, state.context.clock.now()),
      agent,
      details: event.details,
      channel: { type: "api", ...event.channel },
    };
    if (open) repeatTrigger(state, open, input);
    else if (!service.isDisabled && !isInMaintenance(state, service)) {
      openIncident(state, service, input);
    }
  }
}

export function recordChange(
  state: PagerdutyState,
  service: Service,
  summary: string,
  details: unknown,
): ChangeEvent {
  const id = newId(state);
  return state.changeEvents.put(id, {
    id,
    serviceId: service.id,
    summary,
    createdAt: now(state),
    details,
  });
}
