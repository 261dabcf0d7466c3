import { Hono } from "hono";
import { type StatusPage, unresolved } from "./model.ts";
import {
  componentToWire,
  incidentToWire,
  pageToWire,
  statusToWire,
  summaryToWire,
} from "./wire.ts";

/** The public API of a Statuspage, version 2: read only. */
export function statusRoutes(page: StatusPage): Hono {
  const app = new Hono().basePath("/api/v2");
  app.get("/summary.json", (c) => c.json(summaryToWire(page)));
  app.get("/status.json", (c) => c.json(statusToWire(page)));
  app.get("/components.json", (c) =>
    c.json({ page: pageToWire(page), components: page.components.list().map(componentToWire) }),
  );
  app.get("/incidents.json", (c) =>
    c.json({
      page: pageToWire(page),
      incidents: page.incidents
        .list()
        .reverse()
        .map((incident) => incidentToWire(page, incident)),
    }),
  );
  app.get("/incidents/unresolved.json", (c) =>
    c.json({
      page: pageToWire(page),
      incidents: unresolved(page).map((incident) => incidentToWire(page, incident)),
    }),
  );
  for (const list of ["", "/active", "/upcoming"]) {
    app.get(`/scheduled-maintenances${list}.json`, (c) =>
      c.json({ page: pageToWire(page), scheduled_maintenances: [] }),
    );
  }
  app.notFound((c) =>
    c.json({ error: `The local cloud does not emulate ${c.req.method} ${c.req.path}.` }, 501),
  );
  return app;
}
