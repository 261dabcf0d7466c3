import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import {
  createWindow,
  deleteWindow,
  findWindow,
  updateWindow,
} from "../model/maintenance-windows.ts";
import type { MaintenanceWindow, PagerdutyState } from "../state.ts";
import { maintenanceWindow } from "../wire/planning.ts";
import { links, namesIn, noContent, pageOf, param, readObject, referenceSchema } from "./http.ts";
import { timeSchema } from "./times.ts";

const schema = z.object({
  start_time: timeSchema,
  end_time: timeSchema,
  services: z.array(referenceSchema).min(1),
  description: z.string().nullable().optional(),
});
const changesSchema = schema.partial();

export function maintenanceWindowRoutes(app: Hono, state: PagerdutyState): void {
  const find = (c: Context) => findWindow(state, param(c, "id"));
  const shown = (window: MaintenanceWindow) =>
    maintenanceWindow(links(state), namesIn(state), window);

  app.get("/maintenance_windows", (c) =>
    pageOf(c, "maintenance_windows", state.maintenanceWindows.list().map(shown)),
  );

  app.post("/maintenance_windows", async (c) => {
    const body = await readObject(c, "maintenance_window", schema);
    const window = createWindow(state, {
      description: body.description ?? null,
      startTime: body.start_time,
      endTime: body.end_time,
      serviceIds: body.services.map(({ id }) => id),
    });
    return Response.json({ maintenance_window: shown(window) }, { status: 201 });
  });

  app.get("/maintenance_windows/:id", (c) => Response.json({ maintenance_window: shown(find(c)) }));

  app.put("/maintenance_windows/:id", async (c) => {
    const current = find(c);
    const body = await readObject(c, "maintenance_window", changesSchema);
    const changes = defined({
      description: body.description,
      startTime: body.start_time,
      endTime: body.end_time,
      serviceIds: body.services?.map(({ id }) => id),
    });
    return Response.json({ maintenance_window: shown(updateWindow(state, current, changes)) });
  });

  app.delete("/maintenance_windows/:id", (c) => {
    deleteWindow(state, find(c));
    return noContent();
  });
}
