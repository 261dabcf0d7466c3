import { invalidInput, notFound } from "../errors.ts";
import { type Integration, newId, now, type PagerdutyState, type Service } from "../state.ts";

export type ServiceInput = Pick<Service, "name" | "policyId"> &
  Partial<Omit<Service, "id" | "createdAt" | "lastIncidentAt">>;

/** @throws PagerdutyError 404 */
export function findService(state: PagerdutyState, id: string): Service {
  const service = state.services.get(id);
  if (!service) throw notFound("Service");
  return service;
}

/** @throws PagerdutyError 400 for a taken name or an unknown escalation policy. */
export function createService(state: PagerdutyState, input: ServiceInput): Service {
  return saveService(state, {
    id: newId(state),
    description: null,
    createdAt: now(state),
    lastIncidentAt: null,
    isDisabled: false,
    autoResolveSeconds: 14_400,
    acknowledgementSeconds: 1800,
    urgencyRule: { type: "constant", urgency: "high" },
    supportHours: null,
    alertCreation: "create_alerts_and_incidents",
    ...input,
    echoed: {
      response_play: null,
      scheduled_actions: [],
      alert_grouping_parameters: { type: null, config: null },
      auto_pause_notifications_parameters: { enabled: false, timeout: null },
      ...input.echoed,
    },
  });
}

/** @throws PagerdutyError 400 as `createService`. */
export function updateService(
  state: PagerdutyState,
  service: Service,
  changes: Partial<ServiceInput>,
): Service {
  const echoed = { ...service.echoed, ...changes.echoed };
  return saveService(state, { ...service, ...changes, echoed });
}

/** Deletes the service with its integrations; its incidents stay in the records. */
export function deleteService(state: PagerdutyState, service: Service): void {
  state.context.store.transaction(() => {
    for (const { id } of integrationsOf(state, service.id)) state.integrations.delete(id);
    state.services.delete(service.id);
  });
}

export function integrationsOf(state: PagerdutyState, serviceId: string): Integration[] {
  return state.integrations.filter((each) => each.serviceId === serviceId);
}

/** @throws PagerdutyError 404 */
export function findIntegration(state: PagerdutyState, service: Service, id: string): Integration {
  const integration = state.integrations.get(id);
  if (integration?.serviceId !== service.id) throw notFound("Integration");
  return integration;
}

export type IntegrationInput = Pick<Integration, "name" | "type" | "vendorId" | "echoed"> & {
  key: string | undefined;
};

/** @throws PagerdutyError 400 for a key that is taken. */
export function createIntegration(
  state: PagerdutyState,
  service: Service,
  { key = state.context.ids.hex(16), ...input }: IntegrationInput,
): Integration {
  if (integrationByKey(state, key)) throw invalidInput("Integration key has already been taken");
  const id = newId(state);
  const createdAt = now(state);
  return state.integrations.put(id, { ...input, id, serviceId: service.id, key, createdAt });
}

export function updateIntegration(
  state: PagerdutyState,
  integration: Integration,
  changes: Partial<IntegrationInput>,
): Integration {
  const { key = integration.key, ...rest } = changes;
  const echoed = { ...integration.echoed, ...changes.echoed };
  return state.integrations.put(integration.id, { ...integration, ...rest, key, echoed });
}

export function deleteIntegration(state: PagerdutyState, { id }: Integration): void {
  state.integrations.delete(id);
}

export function integrationByKey(state: PagerdutyState, key: string): Integration | undefined {
  return state.integrations.find((each) => each.key === key);
}

/** A window of maintenance that covers the service now. */
export function isInMaintenance(state: PagerdutyState, service: Service): boolean {
  const time = state.context.clock.now().getTime();
  return state.maintenanceWindows
    .list()
    .some(
      (window) =>
        window.serviceIds.includes(service.id) &&
        time >= Date.parse(window.startTime) &&
        time < Date.parse(window.endTime),
    );
}

function saveService(state: PagerdutyState, service: Service): Service {
  const twin = state.services.find((each) => each.id !== service.id && each.name === service.name);
  if (twin) throw invalidInput("Name has already been taken");
  if (!state.policies.get(service.policyId)) {
    throw invalidInput(`Escalation policy ${service.policyId} does not exist`);
  }
  return state.services.put(service.id, service);
}
