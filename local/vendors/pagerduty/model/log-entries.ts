import { notFound } from "../errors.ts";
import { type Agent, type Incident, type LogEntry, newId, type PagerdutyState } from "../state.ts";

export type EntryInput = Pick<LogEntry, "type" | "agent" | "summary" | "createdAt"> &
  Partial<Pick<LogEntry, "channel" | "assigneeIds" | "notified">>;

export function addEntry(
  state: PagerdutyState,
  incident: Pick<Incident, "id" | "serviceId">,
  input: EntryInput,
): LogEntry {
  const id = newId(state);
  return state.logEntries.put(id, {
    id,
    incidentId: incident.id,
    serviceId: incident.serviceId,
    channel: { type: "auto" },
    assigneeIds: [],
    notified: null,
    ...input,
  });
}

/** Newest first. */
export function entriesOf(state: PagerdutyState, incidentId?: string): LogEntry[] {
  return state.logEntries
    .filter((each) => incidentId === undefined || each.incidentId === incidentId)
    .reverse();
}

/** @throws PagerdutyError 404 */
export function findEntry(state: PagerdutyState, id: string): LogEntry {
  const entry = state.logEntries.get(id);
  if (!entry) throw notFound("Log Entry");
  return entry;
}

/** A person's name, or that of the service or integration that acted. */
export function agentName(state: PagerdutyState, { type, id }: Agent): string {
  const tables = { user: state.users, service: state.services, integration: state.integrations };
  return tables[type].get(id)?.name ?? id;
}
