import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../control-plane.ts";
import { paginate, success } from "../envelope.ts";
import { readJson } from "../request-body.ts";
import type { DnsRecordRow } from "../tables.ts";
import {
  createRecord,
  deleteRecord,
  findRecord,
  type RecordInput,
  updateRecord,
} from "./dns-model.ts";
import { findZone } from "./model.ts";
import { recordToWire } from "./wire.ts";

const recordSchema = z.object({
  name: z.string().min(1),
  type: z.string(),
  content: z.string().optional(),
  ttl: z.number().int().optional(),
  proxied: z.boolean().nullish(),
  priority: z.number().int().nullish(),
  data: z.looseObject({}).nullish(),
  comment: z.string().max(500).nullish(),
  tags: z.array(z.string()).nullish(),
  settings: z.looseObject({}).nullish(),
});

const path = "/zones/:zone/dns_records";

export function dnsRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const { context, tables } = plane;
  app.post(path, async (c) => {
    const input = toInput(await readJson(c, recordSchema));
    const zone = findZone(plane, c.req.param("zone"));
    return success(recordToWire(context.store.transaction(() => createRecord(plane, zone, input))));
  });
  app.get(path, (c) => {
    const zone = findZone(plane, c.req.param("zone"));
    const query = new URL(c.req.url).searchParams;
    const records = tables.dnsRecords.filter(({ zoneId }) => zoneId === zone.id);
    const { result, resultInfo } = paginate(records.filter(matching(query)), query, {
      defaultPerPage: 100,
      maxPerPage: 5000,
    });
    return success(result.map(recordToWire), resultInfo);
  });
  app.get(`${path}/:record`, (c) => {
    const zone = findZone(plane, c.req.param("zone"));
    return success(recordToWire(findRecord(plane, zone, c.req.param("record"))));
  });
  app.put(`${path}/:record`, async (c) => {
    const input = toInput(await readJson(c, recordSchema));
    const zone = findZone(plane, c.req.param("zone"));
    const id = c.req.param("record");
    return success(
      recordToWire(context.store.transaction(() => updateRecord(plane, zone, id, input))),
    );
  });
  app.patch(`${path}/:record`, async (c) => {
    const changes = await readJson(c, recordSchema.partial());
    const zone = findZone(plane, c.req.param("zone"));
    const id = c.req.param("record");
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const input = toInput({ ...findRecord(plane, zone, id), ...Object.fromEntries(given) });
    return success(
      recordToWire(context.store.transaction(() => updateRecord(plane, zone, id, input))),
    );
  });
  app.delete(`${path}/:record`, (c) => {
    const id = c.req.param("record");
    deleteRecord(plane, findZone(plane, c.req.param("zone")), id);
    return success({ id });
  });
  return app;
}

function toInput(body: z.infer<typeof recordSchema>): RecordInput {
  return {
    name: body.name,
    type: body.type,
    content: body.content ?? dataAsText(body.data),
    ttl: body.ttl ?? 1,
    proxied: body.proxied ?? false,
    priority: body.priority ?? null,
    data: body.data ?? null,
    comment: body.comment ?? null,
    tags: body.tags ?? [],
    settings: body.settings ?? {},
  };
}

/** Records that are given as `data` answer it joined as their content. */
function dataAsText(data: Record<string, unknown> | null | undefined): string {
  return Object.values(data ?? {})
    .map(String)
    .join(" ");
}

/** `name`, `type`, `content` and `comment`, each exact or with `.exact`, `.contains`. */
function matching(query: URLSearchParams): (record: DnsRecordRow) => boolean {
  const fields = ["name", "type", "content", "comment"] as const;
  return (record) =>
    fields.every((field) => {
      const exact = query.get(field) ?? query.get(`${field}.exact`);
      const part = query.get(`${field}.contains`);
      const value = record[field] ?? "";
      return (exact === null || value === exact) && (part === null || value.includes(part));
    });
}
