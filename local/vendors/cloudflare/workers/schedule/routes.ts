import type { ScheduleGetResponse } from "cloudflare/resources/workers/scripts/schedules";
import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../../control-plane.ts";
import { success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import type { WorkerRow } from "../../tables.ts";
import { findWorker } from "../worker/model.ts";
import { replaceSchedules } from "./model.ts";

const schedulesSchema = z.array(z.object({ cron: z.string() }));

const path = "/accounts/:account/workers/scripts/:script/schedules";

/** Cron triggers: a bare array comes in, an object goes out. */
export function scheduleRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  app.get(path, (c) => success(schedulesToWire(findWorker(plane, c.req.param("script")))));
  app.put(path, async (c) => {
    const crons = (await readJson(c, schedulesSchema)).map(({ cron }) => cron);
    const worker = await plane.serving.change(() =>
      replaceSchedules(plane, findWorker(plane, c.req.param("script")), crons),
    );
    return success(schedulesToWire(worker));
  });
  return app;
}

function schedulesToWire({ schedules }: WorkerRow): ScheduleGetResponse {
  return {
    schedules: schedules.map(({ cron, createdOn, modifiedOn }) => ({
      cron,
      created_on: createdOn,
      modified_on: modifiedOn,
    })),
  };
}
