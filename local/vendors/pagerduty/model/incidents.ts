import { invalidInput, notFound } from "../errors.ts";
import {
  type Agent,
  type EscalationPolicy,
  type Incident,
  type LogEntry,
  newId,
  now,
  type PagerdutyState,
  type Service,
  type Urgency,
  type User,
} from "../state.ts";
import { findPolicy, peopleAtLevel } from "./escalation-policies.ts";
import { addEntry, agentName } from "./log-entries.ts";
import { notify } from "./notifications.ts";

export interface TriggerInput {
  title: string;
  key: string;
  urgency: Urgency;
  agent: Agent;
  details: unknown;
  channel: Record<string, unknown> & { type: string };
  policy?: EscalationPolicy | undefined;
}

/** Newest first. */
export function listIncidents(state: PagerdutyState): Incident[] {
  return state.incidents.list().reverse();
}

/** @throws PagerdutyError 404 */
export function findIncident(state: PagerdutyState, id: string): Incident {
  const incident = state.incidents.get(id);
  if (!incident) throw notFound("Incident");
  return incident;
}

/** The incident that further events with this key belong to. */
export function openIncidentWithKey(
  state: PagerdutyState,
  serviceId: string,
  key: string,
): Incident | undefined {
  return state.incidents.find(
    (each) => each.serviceId === serviceId && each.key === key && each.status !== "resolved",
  );
}

/** Opens an incident and tells the people of the first level. */
export function openIncident(
  state: PagerdutyState,
  service: Service,
  input: TriggerInput,
): Incident {
  const at = now(state);
  const policy = input.policy ?? findPolicy(state, service.policyId);
  const people = peopleAtLevel(state, policy, 1, state.context.clock.now());
  return state.context.store.transaction(() => {
    state.services.put(service.id, { ...service, lastIncidentAt: at });
    const id = newId(state);
    const first = addTrigger(state, { id, serviceId: service.id }, input, at);
    const incident = saveIncident(state, {
      id,
      number: state.incidents.list().length + 1,
      title: input.title,
      key: input.key,
      serviceId: service.id,
      policyId: policy.id,
      status: "triggered",
      urgency: input.urgency,
      createdAt: at,
      updatedAt: at,
      statusChangedAt: at,
      statusChangedBy: input.agent,
      resolvedAt: null,
      escalationLevel: 1,
      levelSince: at,
      assignments: people.map(({ id }) => ({ userId: id, at })),
      acknowledgements: [],
      notes: [],
      details: input.details,
      events: 1,
      firstEntryId: first.id,
    });
    assign(state, incident, people, at, "assign");
    return incident;
  });
}

/** A further event of an open incident: recorded, but nobody is told again. */
export function repeatTrigger(
  state: PagerdutyState,
  incident: Incident,
  input: TriggerInput,
): Incident {
  const at = now(state);
  addTrigger(state, incident, input, at);
  return saveIncident(state, { ...incident, events: incident.events + 1, updatedAt: at });
}

/** @throws PagerdutyError 400 for a resolved incident. */
export function acknowledge(state: PagerdutyState, incident: Incident, agent: Agent): Incident {
  if (incident.status === "resolved") throw invalidInput("Incident Already Resolved");
  const at = now(state);
  addEntry(state, incident, {
    type: "acknowledge",
    agent,
    summary: `Acknowledged by ${agentName(state, agent)}.`,
    createdAt: at,
    channel: { type: "api" },
  });
  return saveIncident(state, {
    ...incident,
    status: "acknowledged",
    acknowledgements: [...incident.acknowledgements, { agent, at }],
    ...changedBy(agent, at),
  });
}

/** Resolving twice changes nothing. */
export function resolve(
  state: PagerdutyState,
  incident: Incident,
  agent: Agent,
  { at = now(state), channel = "api" }: { at?: string; channel?: string } = {},
): Incident {
  if (incident.status === "resolved") return incident;
  addEntry(state, incident, {
    type: "resolve",
    agent,
    summary: `Resolved by ${agentName(state, agent)}.`,
    createdAt: at,
    channel: { type: channel },
  });
  return saveIncident(state, {
    ...incident,
    status: "resolved",
    resolvedAt: at,
    assignments: [],
    acknowledgements: [],
    ...changedBy(agent, at),
  });
}

export function editIncident(
  state: PagerdutyState,
  incident: Incident,
  changes: Partial<Pick<Incident, "title" | "urgency" | "policyId">>,
): Incident {
  return saveIncident(state, { ...incident, ...changes, updatedAt: now(state) });
}

/** Assigns to these people and tells them. */
export function reassign(
  state: PagerdutyState,
  incident: Incident,
  users: readonly User[],
): Incident {
  const at = now(state);
  assign(state, incident, users, at, "assign");
  const assignments = users.map(({ id }) => ({ userId: id, at }));
  return saveIncident(state, { ...incident, assignments, updatedAt: at });
}

/** Moves to a level of the escalation policy and tells its people. */
export function escalateTo(
  state: PagerdutyState,
  incident: Incident,
  level: number,
  at: string,
): Incident {
  const people = peopleAtLevel(state, findPolicy(state, incident.policyId), level, new Date(at));
  assign(state, incident, people, at, "escalate");
  return saveIncident(state, {
    ...incident,
    escalationLevel: level,
    levelSince: at,
    assignments: people.map(({ id }) => ({ userId: id, at })),
    updatedAt: at,
  });
}

/** An acknowledgement that ran out: back to triggered, and the level's time starts anew. */
export function unacknowledge(state: PagerdutyState, incident: Incident, at: string): Incident {
  const agent: Agent = { type: "service", id: incident.serviceId };
  addEntry(state, incident, {
    type: "unacknowledge",
    agent,
    summary: "The acknowledgement timed out.",
    createdAt: at,
    channel: { type: "timeout" },
  });
  return saveIncident(state, {
    ...incident,
    status: "triggered",
    acknowledgements: [],
    levelSince: at,
    ...changedBy(agent, at),
  });
}

export function addNote(
  state: PagerdutyState,
  incident: Incident,
  user: User,
  content: string,
): Incident["notes"][number] {
  const note = { id: newId(state), content, userId: user.id, createdAt: now(state) };
  return state.context.store.transaction(() => {
    addEntry(state, incident, {
      type: "annotate",
      agent: { type: "user", id: user.id },
      summary: `${user.name} added a note.`,
      createdAt: note.createdAt,
      channel: { type: "note", summary: content },
    });
    saveIncident(state, { ...incident, notes: [...incident.notes, note] });
    return note;
  });
}

function addTrigger(
  state: PagerdutyState,
  incident: Pick<Incident, "id" | "serviceId">,
  { agent, channel }: TriggerInput,
  createdAt: string,
): LogEntry {
  return addEntry(state, incident, {
    type: "trigger",
    agent,
    summary: `Triggered through ${agentName(state, agent)}.`,
    createdAt,
    channel,
  });
}

function assign(
  state: PagerdutyState,
  incident: Incident,
  people: readonly User[],
  createdAt: string,
  type: "assign" | "escalate",
): void {
  const names = people.map(({ name }) => name).join(", ") || "nobody";
  addEntry(state, incident, {
    type,
    agent: { type: "service", id: incident.serviceId },
    summary: type === "assign" ? `Assigned to ${names}.` : `Escalated to ${names}.`,
    createdAt,
    assigneeIds: people.map(({ id }) => id),
  });
  notify(state, incident, people, createdAt);
}

function changedBy(agent: Agent, at: string) {
  return { statusChangedAt: at, statusChangedBy: agent, updatedAt: at };
}

function saveIncident(state: PagerdutyState, incident: Incident): Incident {
  return state.incidents.put(incident.id, incident);
}
