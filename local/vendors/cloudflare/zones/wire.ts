import type { RecordResponse } from "cloudflare/resources/dns/records";
import type { Zone } from "cloudflare/resources/zones/zones";
import type { ControlPlane } from "../control-plane.ts";
import type { DnsRecordRow, ZoneRow } from "../tables.ts";
import { isProxiable } from "./dns-model.ts";

export function zoneToWire({ context }: ControlPlane, zone: ZoneRow): Zone {
  const { accountId, accountName } = context.settings;
  return {
    id: zone.id,
    name: zone.name,
    status: "active",
    paused: zone.paused,
    type: "full",
    development_mode: 0,
    name_servers: ["ada.ns.slipway-local.example", "ben.ns.slipway-local.example"],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    created_on: zone.createdOn,
    modified_on: zone.modifiedOn,
    activated_on: zone.createdOn,
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { type: "user" },
    account: { id: accountId, name: accountName },
    permissions: ["#zone:read", "#zone:edit", "#dns_records:edit", "#worker:edit"],
    plan: { id: "94f3b7b768b0458b56d2cac4fe5ec0f9", name: "Enterprise Website" },
  };
}

/** What every type of record has in common; the SDK's union adds the type's own `data`. */
type RecordWire = Pick<
  RecordResponse.ARecord,
  "id" | "name" | "ttl" | "created_on" | "modified_on" | "proxiable"
> & {
  type: string;
  content: string;
  proxied: boolean;
  comment: string | null;
  tags: string[];
  settings: Record<string, unknown>;
  meta: { read_only?: boolean };
  priority?: number;
  data?: Record<string, unknown>;
};

export function recordToWire(row: DnsRecordRow): RecordWire {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    content: row.content,
    proxiable: isProxiable(row.type),
    proxied: row.proxied,
    ttl: row.ttl as RecordWire["ttl"],
    settings: row.settings,
    meta: row.readOnly ? { read_only: true } : {},
    comment: row.comment,
    tags: row.tags,
    created_on: row.createdOn,
    modified_on: row.modifiedOn,
    ...(row.priority === null ? {} : { priority: row.priority }),
    ...(row.data === null ? {} : { data: row.data }),
  };
}
