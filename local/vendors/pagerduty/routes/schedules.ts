import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { invalidInput } from "../errors.ts";
import {
  createSchedule,
  deleteSchedule,
  findSchedule,
  policiesUsing,
  type ScheduleInput,
  updateSchedule,
} from "../model/schedules.ts";
import type { PagerdutyState, Schedule } from "../state.ts";
import {
  type RenderWindow,
  type ScheduleParts,
  schedule,
  scheduleSummary,
} from "../wire/schedules.ts";
import { links, matching, noContent, pageOf, param, readObject, referenceSchema } from "./http.ts";
import { timeSchema } from "./times.ts";

const MAX_WINDOW_DAYS = 92;
const DAY_MS = 86_400_000;

const restrictionSchema = z.object({
  type: z.enum(["daily_restriction", "weekly_restriction"]),
  start_time_of_day: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, "must be HH:MM:SS"),
  start_day_of_week: z.int().min(0).max(7).nullable().optional(),
  duration_seconds: z.int().min(1).max(604_799),
});
const layerSchema = z.object({
  id: z.string().nullable().optional(),
  name: z.string().nullable().optional(),
  start: timeSchema,
  end: timeSchema.nullable().optional(),
  rotation_virtual_start: timeSchema,
  rotation_turn_length_seconds: z.int(),
  users: z.array(z.object({ user: referenceSchema })),
  restrictions: z.array(restrictionSchema).nullable().optional(),
});
const scheduleSchema = z.object({
  name: z.string().min(1),
  time_zone: z.string(),
  description: z.string().nullable().optional(),
  teams: z.array(referenceSchema).nullable().optional(),
  schedule_layers: z.array(layerSchema),
});
const changesSchema = scheduleSchema.partial();

export function scheduleRoutes(app: Hono, state: PagerdutyState): void {
  const shown = (value: Schedule, window?: RenderWindow) =>
    schedule(links(state), value, partsOf(state, value), window);
  const scheduleOf = (c: Context) => findSchedule(state, param(c, "id"));

  app.get("/schedules", (c) => {
    const found = matching(c, state.schedules.list(), ({ name }) => name);
    return pageOf(
      c,
      "schedules",
      found.map((each) => scheduleSummary(links(state), each, partsOf(state, each))),
    );
  });

  app.post("/schedules", async (c) => {
    const body = await readObject(c, "schedule", scheduleSchema);
    const { name, time_zone: timeZone } = body;
    const layers = layersOf(body.schedule_layers);
    const created = createSchedule(state, { ...inputOf(body), name, timeZone, layers });
    return Response.json({ schedule: shown(created) }, { status: 201 });
  });

  app.get("/schedules/:id", (c) => Response.json({ schedule: shown(scheduleOf(c), windowOf(c)) }));

  app.put("/schedules/:id", async (c) => {
    const current = scheduleOf(c);
    const body = await readObject(c, "schedule", changesSchema);
    return Response.json({ schedule: shown(updateSchedule(state, current, inputOf(body))) });
  });

  app.delete("/schedules/:id", (c) => {
    deleteSchedule(state, scheduleOf(c));
    return noContent();
  });
}

function partsOf(state: PagerdutyState, { id, teamIds }: Schedule): ScheduleParts {
  return {
    users: new Map(state.users.list().map((user) => [user.id, user])),
    teams: state.teams.filter((team) => teamIds.includes(team.id)),
    policies: policiesUsing(state, id),
  };
}

/** @throws PagerdutyError 400 for a window that is empty or longer than three months. */
function windowOf(c: Context): RenderWindow | undefined {
  const since = c.req.query("since");
  const until = c.req.query("until");
  if (since === undefined || until === undefined) return undefined;
  const window = { since: new Date(since), until: new Date(until) };
  const days = (window.until.getTime() - window.since.getTime()) / DAY_MS;
  if (!(days > 0 && days <= MAX_WINDOW_DAYS)) {
    throw invalidInput(`since and until must be at most ${MAX_WINDOW_DAYS} days apart`);
  }
  return window;
}

function inputOf(body: z.infer<typeof changesSchema>): Partial<ScheduleInput> {
  return defined({
    name: body.name,
    timeZone: body.time_zone,
    description: body.description,
    teamIds: body.teams?.map(({ id }) => id),
    layers: body.schedule_layers && layersOf(body.schedule_layers),
  });
}

function layersOf(layers: z.infer<typeof layerSchema>[]): ScheduleInput["layers"] {
  return layers.map((layer) => ({
    id: layer.id ?? undefined,
    name: layer.name ?? undefined,
    start: layer.start,
    end: layer.end ?? null,
    rotationVirtualStart: layer.rotation_virtual_start,
    rotationTurnLengthSeconds: layer.rotation_turn_length_seconds,
    userIds: layer.users.map(({ user }) => user.id),
    restrictions: (layer.restrictions ?? []).map((restriction) => ({
      type: restriction.type,
      startTimeOfDay: restriction.start_time_of_day,
      startDayOfWeek: restriction.start_day_of_week ?? null,
      durationSeconds: restriction.duration_seconds,
    })),
  }));
}
