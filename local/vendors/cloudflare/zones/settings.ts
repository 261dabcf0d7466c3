import { type ControlPlane, timestamp } from "../control-plane.ts";
import type { ZoneRow } from "../tables.ts";
import { settingNotFound } from "./errors.ts";

/** @see https://developers.cloudflare.com/api/resources/zones/subresources/settings/ */
const defaults: Readonly<Record<string, unknown>> = {
  "0rtt": "off",
  always_online: "off",
  always_use_https: "off",
  automatic_https_rewrites: "on",
  brotli: "on",
  browser_cache_ttl: 14_400,
  browser_check: "on",
  cache_level: "aggressive",
  development_mode: "off",
  early_hints: "off",
  http3: "on",
  ipv6: "on",
  min_tls_version: "1.0",
  opportunistic_encryption: "on",
  rocket_loader: "off",
  security_header: { strict_transport_security: { enabled: false } },
  security_level: "medium",
  ssl: "full",
  tls_1_3: "on",
  websockets: "on",
};

export interface ZoneSetting {
  id: string;
  value: unknown;
  editable: boolean;
  modified_on: string | null;
}

export function listSettings(zone: ZoneRow): ZoneSetting[] {
  return Object.keys(defaults).map((id) => findSetting(zone, id));
}

/** @throws ApiError 1006. */
export function findSetting(zone: ZoneRow, id: string): ZoneSetting {
  if (!(id in defaults)) throw settingNotFound(id);
  const changed = zone.settings[id];
  return {
    id,
    value: changed ? changed.value : defaults[id],
    editable: true,
    modified_on: changed?.modifiedOn ?? null,
  };
}

/** @throws ApiError 1006. */
export function changeSetting(
  plane: ControlPlane,
  zone: ZoneRow,
  id: string,
  value: unknown,
): ZoneSetting {
  findSetting(zone, id);
  const settings = { ...zone.settings, [id]: { value, modifiedOn: timestamp(plane) } };
  return findSetting(plane.tables.zones.put(zone.id, { ...zone, settings }), id);
}
