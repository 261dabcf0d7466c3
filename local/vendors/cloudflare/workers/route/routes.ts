import type { RouteGetResponse } from "cloudflare/resources/workers/routes";
import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../../control-plane.ts";
import { paginate, success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import type { RouteRow } from "../../tables.ts";
import { findZone } from "../../zones/model.ts";
import { findWorker } from "../worker/model.ts";
import { createRoute, findRoute, replaceRoutes, updateRoute } from "./model.ts";

const routeSchema = z
  .object({ pattern: z.string().min(1), script: z.string().nullish() })
  .transform(({ pattern, script }) => ({ pattern, script: script || null }));

const path = "/zones/:zone/workers/routes";

/** Routes of a zone; one without a script lets its requests bypass Workers. */
export function routeRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const { serving, tables } = plane;
  app.post(path, async (c) => {
    const input = await readJson(c, routeSchema);
    const zone = findZone(plane, c.req.param("zone"));
    return success(routeToWire(await serving.change(() => createRoute(plane, zone, input))));
  });
  app.get(path, (c) => {
    const zone = findZone(plane, c.req.param("zone"));
    const routes = tables.routes.filter(({ zoneId }) => zoneId === zone.id);
    const { result, resultInfo } = paginate(routes, new URL(c.req.url).searchParams, {
      defaultPerPage: 1000,
      maxPerPage: 1000,
    });
    return success(result.map(routeToWire), resultInfo);
  });
  app.get(`${path}/:route`, (c) =>
    success(
      routeToWire(findRoute(plane, findZone(plane, c.req.param("zone")), c.req.param("route"))),
    ),
  );
  app.put(`${path}/:route`, async (c) => {
    const input = await readJson(c, routeSchema);
    const zone = findZone(plane, c.req.param("zone"));
    return success(
      routeToWire(
        await serving.change(() => updateRoute(plane, zone, c.req.param("route"), input)),
      ),
    );
  });
  app.delete(`${path}/:route`, async (c) => {
    const zone = findZone(plane, c.req.param("zone"));
    const { id } = findRoute(plane, zone, c.req.param("route"));
    await serving.change(() => tables.routes.delete(id));
    return success({ id });
  });
  app.put("/accounts/:account/workers/scripts/:script/routes", async (c) => {
    const routes = await readJson(c, z.array(z.object({ pattern: z.string().min(1) })));
    const { name } = findWorker(plane, c.req.param("script"));
    const patterns = [...new Set(routes.map(({ pattern }) => pattern))];
    const stored = await serving.change(() => replaceRoutes(plane, name, patterns));
    return success(stored.map(routeToWire));
  });
  return app;
}

function routeToWire({ id, pattern, script }: RouteRow): Omit<RouteGetResponse, "script"> & {
  script?: string;
} {
  return { id, pattern, ...(script === null ? {} : { script }) };
}
