import type { TailCreateResponse } from "cloudflare/resources/workers/scripts/tail";
import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../../control-plane.ts";
import { success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import type { TailRow } from "../../tables.ts";
import { findWorker } from "../worker/model.ts";
import { createTail } from "./model.ts";

const tailSchema = z.object({ filters: z.array(z.looseObject({})).default([]) });

const path = "/accounts/:account/workers/scripts/:script/tails";

/** Sessions of `wrangler tail`; the events themselves go over the WebSocket that a session names. */
export function tailRoutes(plane: ControlPlane, mount: string): Hono {
  const app = new Hono();
  const { tables } = plane;
  app.post(path, async (c) => {
    const { filters } = await readJson(c, tailSchema);
    const tail = createTail(plane, findWorker(plane, c.req.param("script")), filters);
    return success(tailToWire(plane, mount, tail));
  });
  app.get(path, (c) => {
    const { name } = findWorker(plane, c.req.param("script"));
    const tails = tables.tails.filter(({ script }) => script === name);
    return success(tails.map((tail) => tailToWire(plane, mount, tail)));
  });
  app.delete(`${path}/:tail`, (c) => {
    tables.tails.delete(c.req.param("tail"));
    return success(null);
  });
  return app;
}

function tailToWire({ context }: ControlPlane, mount: string, tail: TailRow): TailCreateResponse {
  const origin = context.apiOrigin().replace(/^http/, "ws");
  return { id: tail.id, url: `${origin}${mount}/tails/${tail.id}`, expires_at: tail.expiresAt };
}
