import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { invalidInput } from "../errors.ts";
import { findPolicy } from "../model/escalation-policies.ts";
import {
  acknowledge,
  addNote,
  editIncident,
  escalateTo,
  findIncident,
  listIncidents,
  openIncident,
  openIncidentWithKey,
  reassign,
  resolve,
} from "../model/incidents.ts";
import { findUser, requester } from "../model/people.ts";
import { catchUp } from "../model/timeouts.ts";
import { urgencyOf } from "../model/urgency.ts";
import { type Incident, now, type PagerdutyState } from "../state.ts";
import { incident, note } from "../wire/incidents.ts";
import { links, namesIn, pageOf, param, queryList, readObject, referenceSchema } from "./http.ts";

const creationSchema = z.object({
  title: z.string().min(1),
  service: referenceSchema,
  urgency: z.enum(["high", "low"]).optional(),
  incident_key: z.string().optional(),
  escalation_policy: referenceSchema.optional(),
  body: z.object({ details: z.string() }).optional(),
});
const changesSchema = z.object({
  status: z.enum(["triggered", "acknowledged", "resolved"]).optional(),
  title: z.string().min(1).optional(),
  urgency: z.enum(["high", "low"]).optional(),
  resolution: z.string().optional(),
  escalation_level: z.int().min(1).optional(),
  escalation_policy: referenceSchema.optional(),
  assignments: z.array(z.object({ assignee: referenceSchema })).optional(),
});
const bulkSchema = z.array(changesSchema.extend({ id: z.string() })).max(250);
const noteSchema = z.object({ content: z.string().min(1) });

type Changes = z.infer<typeof changesSchema>;

export function incidentRoutes(app: Hono, state: PagerdutyState): void {
  const shown = (value: Incident) => shownIncident(state, value);
  const incidentOf = (c: Context) => {
    catchUp(state);
    return findIncident(state, param(c, "id"));
  };

  app.get("/incidents", (c) => {
    catchUp(state);
    return pageOf(c, "incidents", listIncidents(state).filter(filterOf(c)).map(shown));
  });

  app.post("/incidents", async (c) => {
    const user = requester(state, c.req.header("from"));
    const body = await readObject(c, "incident", creationSchema);
    return Response.json({ incident: shown(create(state, user.id, body)) }, { status: 201 });
  });

  app.put("/incidents", async (c) => {
    catchUp(state);
    const user = requester(state, c.req.header("from"));
    const changes = await readObject(c, "incidents", bulkSchema);
    const updated = state.context.store.transaction(() =>
      changes.map((each) => change(state, findIncident(state, each.id), each, user.id)),
    );
    return Response.json({ incidents: updated.map(shown) });
  });

  app.get("/incidents/:id", (c) => Response.json({ incident: shown(incidentOf(c)) }));

  app.put("/incidents/:id", async (c) => {
    const current = incidentOf(c);
    const user = requester(state, c.req.header("from"));
    const changes = await readObject(c, "incident", changesSchema);
    const updated = state.context.store.transaction(() => change(state, current, changes, user.id));
    return Response.json({ incident: shown(updated) });
  });

  noteRoutes(app, state);
}

function noteRoutes(app: Hono, state: PagerdutyState): void {
  app.get("/incidents/:id/notes", (c) => {
    const { notes } = findIncident(state, param(c, "id"));
    return Response.json({ notes: notes.map((each) => note(links(state), namesIn(state), each)) });
  });

  app.post("/incidents/:id/notes", async (c) => {
    const user = requester(state, c.req.header("from"));
    const current = findIncident(state, param(c, "id"));
    const { content } = await readObject(c, "note", noteSchema);
    const added = addNote(state, current, user, content);
    return Response.json({ note: note(links(state), namesIn(state), added) });
  });
}

function shownIncident(state: PagerdutyState, value: Incident) {
  const first = state.logEntries.get(value.firstEntryId);
  return incident(links(state), namesIn(state), value, first);
}

/** @throws PagerdutyError 400 for an unknown service, or a key that is open already. */
function create(
  state: PagerdutyState,
  userId: string,
  body: z.infer<typeof creationSchema>,
): Incident {
  const service = state.services.get(body.service.id);
  if (!service) throw invalidInput(`Service ${body.service.id} does not exist`);
  const key = body.incident_key ?? state.context.ids.hex(16);
  if (openIncidentWithKey(state, service.id, key)) {
    throw invalidInput("Open incident with matching dedup key already exists on this service");
  }
  return openIncident(state, service, {
    title: body.title,
    key,
    urgency: body.urgency ?? urgencyOf(service, undefined, state.context.clock.now()),
    agent: { type: "user", id: userId },
    details: body.body?.details ?? null,
    channel: { type: "website" },
    policy: body.escalation_policy && findPolicy(state, body.escalation_policy.id),
  });
}

function change(
  state: PagerdutyState,
  incident: Incident,
  changes: Changes,
  userId: string,
): Incident {
  const agent = { type: "user", id: userId } as const;
  const { title, urgency, assignments, escalation_level: level } = changes;
  const policyId = changes.escalation_policy?.id;
  let current = editIncident(state, incident, defined({ title, urgency, policyId }));
  if (assignments) {
    const users = assignments.map(({ assignee }) => findUser(state, assignee.id));
    current = reassign(state, current, users);
  }
  if (level !== undefined) current = escalateTo(state, current, level, now(state));
  if (changes.status === "acknowledged") current = acknowledge(state, current, agent);
  if (changes.status === "resolved") current = resolve(state, current, agent);
  return current;
}

function filterOf(c: Context): (incident: Incident) => boolean {
  const [statuses, services, urgencies, users] = [
    "statuses",
    "service_ids",
    "urgencies",
    "user_ids",
  ].map((name) => queryList(c, name));
  const key = c.req.query("incident_key");
  const allows = (wanted: string[] | undefined, value: string) =>
    !wanted || wanted.length === 0 || wanted.includes(value);
  return (incident) =>
    allows(statuses, incident.status) &&
    allows(services, incident.serviceId) &&
    allows(urgencies, incident.urgency) &&
    (!users?.length || incident.assignments.some(({ userId }) => users.includes(userId))) &&
    (key === undefined || incident.key === key);
}
