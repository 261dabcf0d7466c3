import { type ControlPlane, timestamp } from "../control-plane.ts";
import type { ZoneRow } from "../tables.ts";
import { zoneExists, zoneNotFound } from "./errors.ts";

/** @throws ApiError 1001. */
export function findZone({ tables }: ControlPlane, id: string): ZoneRow {
  const zone = tables.zones.get(id);
  if (!zone) throw zoneNotFound();
  return zone;
}

/** The zone that a hostname lies in; the longest name wins. */
export function zoneOfHost({ tables }: ControlPlane, host: string): ZoneRow | undefined {
  return tables.zones
    .filter(({ name }) => host === name || host.endsWith(`.${name}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** @throws ApiError 1061 for a name that the account has already. */
export function createZone(
  plane: ControlPlane,
  name: string,
  id = plane.context.ids.hex(16),
): ZoneRow {
  const { tables } = plane;
  if (tables.zones.find((zone) => zone.name === name)) throw zoneExists(name);
  const now = timestamp(plane);
  return tables.zones.put(id, {
    id,
    name,
    createdOn: now,
    modifiedOn: now,
    paused: false,
    settings: {},
  });
}

/** Deletes a zone with its records, routes and custom domains. */
export function deleteZone({ tables }: ControlPlane, zone: ZoneRow): void {
  const inZone = ({ zoneId }: { zoneId: string }) => zoneId === zone.id;
  for (const { id } of tables.dnsRecords.filter(inZone)) tables.dnsRecords.delete(id);
  for (const { id } of tables.routes.filter(inZone)) tables.routes.delete(id);
  for (const { id } of tables.domains.filter(inZone)) tables.domains.delete(id);
  tables.zones.delete(zone.id);
}
