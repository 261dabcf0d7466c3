import type { Agent, Incident, LogEntry } from "../state.ts";
import { type Links, type Reference, reference } from "./references.ts";

const PATHS = {
  user: "users",
  service: "services",
  integration: "integrations",
  escalation_policy: "escalation_policies",
} as const;

type Kind = keyof typeof PATHS;

/** Names of the objects that are mentioned; of one that is gone, its id. */
export type Names = (kind: Kind, id: string) => string;

export function incident(
  links: Links,
  names: Names,
  value: Incident,
  firstTrigger: LogEntry | undefined,
) {
  return {
    ...incidentReference(links, value),
    type: "incident",
    incident_number: value.number,
    incident_key: value.key,
    title: value.title,
    status: value.status,
    urgency: value.urgency,
    created_at: value.createdAt,
    updated_at: value.updatedAt,
    ...(value.resolvedAt !== null && { resolved_at: value.resolvedAt }),
    service: mention(links, names, "service", value.serviceId),
    escalation_policy: mention(links, names, "escalation_policy", value.policyId),
    assigned_via: "escalation_policy",
    assignments: value.assignments.map(({ userId, at }) => ({
      at,
      assignee: mention(links, names, "user", userId),
    })),
    acknowledgements: value.acknowledgements.map(({ agent, at }) => ({
      at,
      acknowledger:
        agent.type === "user"
          ? agentReference(links, names, agent)
          : mention(links, names, "service", value.serviceId),
    })),
    last_status_change_at: value.statusChangedAt,
    last_status_change_by: agentReference(links, names, value.statusChangedBy),
    first_trigger_log_entry: firstTrigger ? entryReference(links, firstTrigger) : null,
    teams: [],
    pending_actions: [],
    is_mergeable: value.status !== "resolved",
    alert_counts: {
      all: 1,
      triggered: value.status === "resolved" ? 0 : 1,
      resolved: value.status === "resolved" ? 1 : 0,
    },
    body: { type: "incident_body", details: value.details },
  };
}

function incidentReference(links: Links, { id, number, title }: Incident): Reference {
  return reference(links, "incidents", { id, name: `[#${number}] ${title}` }, "incident");
}

export function logEntry(links: Links, names: Names, entry: LogEntry, of: Incident | undefined) {
  return {
    ...entryReference(links, entry),
    type: `${entry.type}_log_entry`,
    created_at: entry.createdAt,
    agent: agentReference(links, names, entry.agent),
    channel: channelOf(entry),
    incident: of ? incidentReference(links, of) : null,
    service: mention(links, names, "service", entry.serviceId),
    teams: [],
    contexts: [],
    ...(entry.type === "trigger" && { event_details: { description: of?.title ?? "" } }),
    ...(entry.assigneeIds.length > 0 && {
      assignees: entry.assigneeIds.map((id) => mention(links, names, "user", id)),
    }),
    ...(entry.notified && { user: mention(links, names, "user", entry.notified.userId) }),
  };
}

export function note(
  links: Links,
  names: Names,
  { id, content, userId, createdAt }: Incident["notes"][number],
) {
  return {
    id,
    content,
    created_at: createdAt,
    user: mention(links, names, "user", userId),
    channel: { summary: "The PagerDuty website or APIs" },
  };
}

/** A reference to an object of which only the id is at hand. */
export function mention(links: Links, names: Names, kind: Kind, id: string): Reference {
  return reference(links, PATHS[kind], { id, name: names(kind, id) }, kind);
}

function agentReference(links: Links, names: Names, { type, id }: Agent): Reference {
  return mention(links, names, type, id);
}

function entryReference(links: Links, { id, type, summary }: LogEntry): Reference {
  return reference(links, "log_entries", { id, name: summary }, `${type}_log_entry`);
}

function channelOf({ channel, notified }: LogEntry) {
  if (!notified) return channel;
  const { method, address } = notified;
  return {
    ...channel,
    notification: { type: `${method}_notification`, address, status: "success" },
  };
}
