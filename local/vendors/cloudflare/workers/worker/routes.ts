import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../../control-plane.ts";
import { paginate, success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import { deleteWorker } from "./delete.ts";
import { createWorker, findWorker, updateWorker } from "./model.ts";
import { observabilitySchema } from "./observability.ts";
import { workerToWire } from "./wire.ts";

const workerSchema = z.object({
  name: z.string(),
  logpush: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  observability: observabilitySchema.optional(),
  subdomain: z
    .object({ enabled: z.boolean().optional(), previews_enabled: z.boolean().optional() })
    .optional(),
  tail_consumers: z.array(z.object({ name: z.string() })).optional(),
});

/** What a PUT that leaves a field out sets it to. */
const defaults = {
  logpush: false,
  tags: [],
  observability: {},
  subdomain: { enabled: false },
  tail_consumers: [],
};

const workers = "/accounts/:account/workers/workers";

/** Workers in the beta API: the object apart from its versions. */
export function workerRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const { serving, tables } = plane;
  app.post(workers, async (c) => {
    const settings = await readJson(c, workerSchema);
    // Served at once: its versions have preview addresses before any of them is deployed.
    const worker = await serving.change(() => createWorker(plane, settings));
    return success(workerToWire(plane, worker));
  });
  app.get(workers, (c) => {
    const { result, resultInfo } = paginate(tables.workers.list(), new URL(c.req.url).searchParams);
    return success(
      result.map((worker) => workerToWire(plane, worker)),
      resultInfo,
    );
  });
  app.get(`${workers}/:worker`, (c) =>
    success(workerToWire(plane, findWorker(plane, c.req.param("worker")))),
  );
  app.put(`${workers}/:worker`, async (c) => {
    const settings = { ...defaults, ...(await readJson(c, workerSchema)) };
    const worker = await serving.change(() =>
      updateWorker(plane, findWorker(plane, c.req.param("worker")), settings),
    );
    return success(workerToWire(plane, worker));
  });
  app.patch(`${workers}/:worker`, async (c) => {
    const settings = await readJson(c, workerSchema.partial());
    const worker = await serving.change(() =>
      updateWorker(plane, findWorker(plane, c.req.param("worker")), settings),
    );
    return success(workerToWire(plane, worker));
  });
  app.delete(`${workers}/:worker`, async (c) => {
    const isForced = c.req.query("force") === "true";
    await serving.change(() =>
      deleteWorker(plane, findWorker(plane, c.req.param("worker")), isForced),
    );
    return success({});
  });
  return app;
}
