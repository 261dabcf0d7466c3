import type { DomainGetResponse } from "cloudflare/resources/workers/domains";
import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../../control-plane.ts";
import { paginate, success } from "../../envelope.ts";
import { readJson } from "../../request-body.ts";
import type { DomainRow } from "../../tables.ts";
import { findWorker } from "../worker/model.ts";
import { attachDomain, deleteDomain, domainChangeset, findDomain } from "./model.ts";

const hostname = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "not a hostname");
const originSchema = z.object({
  hostname,
  zone_id: z.string().optional(),
  zone_name: z.string().optional(),
});
const domainSchema = originSchema.extend({
  service: z.string(),
  override_existing_origin: z.boolean().optional(),
  override_existing_dns_record: z.boolean().optional(),
});
const recordsSchema = z.object({
  origins: z.array(originSchema),
  override_existing_origin: z.boolean().optional(),
  override_existing_dns_record: z.boolean().optional(),
});

const path = "/accounts/:account/workers/domains";
const scriptPath = "/accounts/:account/workers/scripts/:script/domains";

/** Custom domains, both the account's API and the one wrangler uses per script. */
export function domainRoutes(plane: ControlPlane): Hono {
  const app = new Hono();
  const { serving, tables } = plane;
  app.put(path, async (c) => {
    const input = await readJson(c, domainSchema);
    return success(domainToWire(await serving.change(() => attachDomain(plane, input, input))));
  });
  for (const list of [path, `${path}/records`]) {
    app.get(list, (c) => {
      const query = new URL(c.req.url).searchParams;
      const { result, resultInfo } = paginate(tables.domains.filter(matching(query)), query);
      return success(result.map(domainToWire), resultInfo);
    });
  }
  for (const one of [`${path}/records/:domain`, `${path}/:domain`]) {
    app.get(one, (c) => success(domainToWire(findDomain(plane, c.req.param("domain") ?? ""))));
  }
  app.delete(`${path}/:domain`, async (c) => {
    const domain = findDomain(plane, c.req.param("domain"));
    await serving.change(() => deleteDomain(plane, domain));
    return success({ id: domain.id });
  });
  app.post(`${scriptPath}/changeset`, async (c) => {
    const origins = await readJson(c, z.array(originSchema));
    const { name } = findWorker(plane, c.req.param("script"));
    return success(changesetToWire(plane, name, origins));
  });
  app.put(`${scriptPath}/records`, async (c) => {
    const { origins, ...overrides } = await readJson(c, recordsSchema);
    const { name } = findWorker(plane, c.req.param("script"));
    const domains = await serving.change(() =>
      origins.map((origin) => attachDomain(plane, { ...origin, service: name }, overrides)),
    );
    return success(domains.map(domainToWire));
  });
  return app;
}

function matching(query: URLSearchParams): (domain: DomainRow) => boolean {
  const wanted = (field: string, value: string) =>
    query.get(field) === null || query.get(field) === value;
  return ({ hostname: host, service, zoneId, zoneName }) =>
    wanted("hostname", host) &&
    wanted("service", service) &&
    wanted("zone_id", zoneId) &&
    wanted("zone_name", zoneName);
}

function changesetToWire(plane: ControlPlane, script: string, origins: { hostname: string }[]) {
  const hostnames = origins.map((origin) => origin.hostname);
  const { added, updated, removed, conflicting } = domainChangeset(plane, script, hostnames);
  return {
    added,
    updated: updated.map(({ domain, modified }) => ({ ...domainToWire(domain), modified })),
    removed: removed.map(domainToWire),
    conflicting: conflicting.map((host) => ({ hostname: host })),
  };
}

function domainToWire(row: DomainRow): DomainGetResponse {
  return {
    id: row.id,
    hostname: row.hostname,
    service: row.service,
    environment: "production",
    zone_id: row.zoneId,
    zone_name: row.zoneName,
    cert_id: row.certificateId,
  };
}
