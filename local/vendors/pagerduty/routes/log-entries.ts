import type { Hono } from "hono";
import { findIncident } from "../model/incidents.ts";
import { entriesOf, findEntry } from "../model/log-entries.ts";
import { catchUp } from "../model/timeouts.ts";
import type { LogEntry, PagerdutyState } from "../state.ts";
import { logEntry } from "../wire/incidents.ts";
import { links, namesIn, pageOf, param } from "./http.ts";

export function logEntryRoutes(app: Hono, state: PagerdutyState): void {
  const shown = (entry: LogEntry) =>
    logEntry(links(state), namesIn(state), entry, state.incidents.get(entry.incidentId));

  app.get("/incidents/:id/log_entries", (c) => {
    catchUp(state);
    const { id } = findIncident(state, param(c, "id"));
    return pageOf(c, "log_entries", entriesOf(state, id).map(shown));
  });

  app.get("/log_entries", (c) => {
    catchUp(state);
    return pageOf(c, "log_entries", entriesOf(state).map(shown));
  });

  app.get("/log_entries/:id", (c) =>
    Response.json({ log_entry: shown(findEntry(state, param(c, "id"))) }),
  );
}
