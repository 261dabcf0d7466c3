import { listIncidents } from "./model/incidents.ts";
import { agentName } from "./model/log-entries.ts";
import { notificationPlan } from "./model/notifications.ts";
import { onCallAt } from "./model/rotation.ts";
import { integrationsOf } from "./model/services.ts";
import { catchUp } from "./model/timeouts.ts";
import { urgencyOf } from "./model/urgency.ts";
import type { Incident, LogEntry, PagerdutyState, Service } from "./state.ts";

const INCIDENTS_SHOWN = 100;

/** What the console shows: services with who would be told, incidents with who was. */
export function pagerdutySnapshot(state: PagerdutyState) {
  catchUp(state);
  const present = state.context.clock.now();
  return {
    services: state.services.list().map((each) => serviceSnapshot(state, each)),
    incidents: incidentSnapshots(state),
    schedules: state.schedules.list().map((schedule) => ({
      name: schedule.name,
      onCall: userName(state, onCallAt(schedule, present)),
    })),
    escalationPolicies: state.policies.list().map(({ name, loops, rules }) => ({
      name,
      loops,
      delaysMinutes: rules.map(({ delayMinutes }) => delayMinutes),
    })),
    teams: state.teams.list().map(({ name }) => name),
  };
}

function serviceSnapshot(state: PagerdutyState, service: Service) {
  const policy = state.policies.get(service.policyId);
  const urgency = urgencyOf(service, undefined, state.context.clock.now());
  const plan = policy ? notificationPlan(state, policy, urgency) : [];
  return {
    id: service.id,
    name: service.name,
    urgency,
    escalationPolicy: policy?.name ?? null,
    integrations: integrationsOf(state, service.id).map(({ name, type }) => ({ name, type })),
    openIncidents: state.incidents.filter(
      (each) => each.serviceId === service.id && each.status !== "resolved",
    ).length,
    wouldNotify: plan.map(({ level, afterMinutes, people }) => ({
      level,
      afterMinutes,
      people: people.map(({ user, methods }) => ({ name: user.name, methods })),
    })),
  };
}

function incidentSnapshots(state: PagerdutyState) {
  const entries = Map.groupBy(state.logEntries.list(), ({ incidentId }) => incidentId);
  return listIncidents(state)
    .slice(0, INCIDENTS_SHOWN)
    .map((incident) => incidentSnapshot(state, incident, entries.get(incident.id) ?? []));
}

function incidentSnapshot(state: PagerdutyState, incident: Incident, entries: LogEntry[]) {
  return {
    id: incident.id,
    number: incident.number,
    title: incident.title,
    dedupKey: incident.key,
    service: state.services.get(incident.serviceId)?.name ?? incident.serviceId,
    status: incident.status,
    urgency: incident.urgency,
    createdAt: incident.createdAt,
    resolvedAt: incident.resolvedAt,
    events: incident.events,
    assignedTo: incident.assignments.map(({ userId }) => userName(state, userId)),
    notified: entries.flatMap(({ notified, createdAt }) =>
      notified
        ? [{ name: userName(state, notified.userId), method: notified.method, at: createdAt }]
        : [],
    ),
    log: entries.map(({ type, summary, agent, createdAt }) => ({
      type,
      summary,
      by: agentName(state, agent),
      at: createdAt,
    })),
  };
}

function userName(state: PagerdutyState, id: string | undefined): string | null {
  return id === undefined ? null : (state.users.get(id)?.name ?? id);
}
