import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { invalidInput, notFound, PagerdutyError } from "../errors.ts";
import { type MaintenanceWindow, newId, type PagerdutyState } from "../state.ts";
import { mention } from "../wire/incidents.ts";
import { identity } from "../wire/references.ts";
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
  const find = (c: Context) => {
    const found = state.maintenanceWindows.get(param(c, "id"));
    if (!found) throw notFound("Maintenance Window");
    return found;
  };
  const save = (window: MaintenanceWindow) => {
    if (Date.parse(window.endTime) <= Date.parse(window.startTime)) {
      throw invalidInput("end_time must be after start_time");
    }
    return state.maintenanceWindows.put(window.id, window);
  };
  const shown = ({ id, description, startTime, endTime, serviceIds }: MaintenanceWindow) => ({
    ...identity(
      links(state),
      "maintenance_windows",
      { id, name: description ?? id },
      "maintenance_window",
    ),
    description,
    start_time: startTime,
    end_time: endTime,
    services: serviceIds.map((each) => mention(links(state), namesIn(state), "service", each)),
    teams: [],
  });

  app.get("/maintenance_windows", (c) =>
    pageOf(c, "maintenance_windows", state.maintenanceWindows.list().map(shown)),
  );

  app.post("/maintenance_windows", async (c) => {
    const body = await readObject(c, "maintenance_window", schema);
    const window = save({
      id: newId(state),
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
    return Response.json({ maintenance_window: shown(save({ ...current, ...changes })) });
  });

  app.delete("/maintenance_windows/:id", (c) => {
    const { id, endTime } = find(c);
    if (Date.parse(endTime) <= state.context.clock.now().getTime()) {
      throw new PagerdutyError(405, 2001, "Maintenance window can't be deleted: it is in the past");
    }
    state.maintenanceWindows.delete(id);
    return noContent();
  });
}
