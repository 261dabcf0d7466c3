import { Hono } from "hono";
import { z } from "zod";
import { type ControlPlane, timestamp } from "../control-plane.ts";
import { paginate, success } from "../envelope.ts";
import { readJson } from "../request-body.ts";
import type { ZoneRow } from "../tables.ts";
import { createZone, deleteZone, findZone } from "./model.ts";
import { changeSetting, findSetting, listSettings } from "./settings.ts";
import { zoneToWire } from "./wire.ts";

const zoneSchema = z.object({
  name: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "not a domain name"),
});

export function zoneRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const { context, serving, tables } = plane;
  app.get("/zones", (c) => {
    const query = new URL(c.req.url).searchParams;
    const { result, resultInfo } = paginate(tables.zones.filter(matching(plane, query)), query);
    return success(
      result.map((zone) => zoneToWire(plane, zone)),
      resultInfo,
    );
  });
  app.post("/zones", async (c) => {
    const { name } = await readJson(c, zoneSchema);
    return success(
      zoneToWire(
        plane,
        context.store.transaction(() => createZone(plane, name)),
      ),
    );
  });
  app.get("/zones/:zone", (c) => success(zoneToWire(plane, findZone(plane, c.req.param("zone")))));
  app.patch("/zones/:zone", async (c) => {
    const { paused } = await readJson(c, z.object({ paused: z.boolean().optional() }));
    const zone = findZone(plane, c.req.param("zone"));
    const changed = { ...zone, paused: paused ?? zone.paused, modifiedOn: timestamp(plane) };
    return success(zoneToWire(plane, tables.zones.put(zone.id, changed)));
  });
  app.delete("/zones/:zone", async (c) => {
    const zone = findZone(plane, c.req.param("zone"));
    await serving.change(() => deleteZone(plane, zone));
    return success({ id: zone.id });
  });
  app.get("/zones/:zone/settings", (c) =>
    success(listSettings(findZone(plane, c.req.param("zone")))),
  );
  app.get("/zones/:zone/settings/:setting", (c) =>
    success(findSetting(findZone(plane, c.req.param("zone")), c.req.param("setting"))),
  );
  app.patch("/zones/:zone/settings/:setting", async (c) => {
    const { value } = await readJson(c, z.object({ value: z.unknown() }));
    const zone = findZone(plane, c.req.param("zone"));
    return success(changeSetting(plane, zone, c.req.param("setting"), value));
  });
  return app;
}

/** By `name`, `status` and `account.id`; every zone here is active. */
function matching({ context }: ControlPlane, query: URLSearchParams): (zone: ZoneRow) => boolean {
  const { accountId, accountName } = context.settings;
  const wanted = (field: string, value: string) =>
    query.get(field) === null || query.get(field) === value;
  return ({ name }) =>
    wanted("name", name) &&
    wanted("status", "active") &&
    wanted("account.id", accountId) &&
    wanted("account.name", accountName);
}
