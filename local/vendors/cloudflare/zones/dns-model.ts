import { isIPv4, isIPv6 } from "node:net";
import { type ControlPlane, timestamp } from "../control-plane.ts";
import type { DnsRecordRow, ZoneRow } from "../tables.ts";
import {
  hostTaken,
  identicalRecordExists,
  invalidRecord,
  recordExists,
  recordNotFound,
  recordReadOnly,
} from "./errors.ts";

export interface RecordInput {
  name: string;
  type: string;
  content: string;
  /** Seconds; 1 is automatic. */
  ttl: number;
  proxied: boolean;
  priority: number | null;
  data: Record<string, unknown> | null;
  comment: string | null;
  tags: string[];
  settings: Record<string, unknown>;
}

/** @throws ApiError 9xxx for what a record of its type cannot be, 8105x for one that is there. */
export function createRecord(plane: ControlPlane, zone: ZoneRow, input: RecordInput): DnsRecordRow {
  const record = checkedRecord(plane, zone, input);
  const now = timestamp(plane);
  const id = plane.context.ids.hex(16);
  const row = { ...record, id, zoneId: zone.id, createdOn: now, modifiedOn: now, readOnly: false };
  return plane.tables.dnsRecords.put(id, row);
}

/** The record by which a custom domain resolves. */
export function createReadOnlyRecord(
  plane: ControlPlane,
  zone: ZoneRow,
  name: string,
): DnsRecordRow {
  const record = createRecord(plane, zone, {
    name,
    type: "AAAA",
    content: "100::",
    ttl: 1,
    proxied: true,
    priority: null,
    data: null,
    comment: null,
    tags: [],
    settings: {},
  });
  return plane.tables.dnsRecords.put(record.id, { ...record, readOnly: true });
}

/** @throws like `createRecord`, and for a record that a custom domain owns. */
export function updateRecord(
  plane: ControlPlane,
  zone: ZoneRow,
  id: string,
  input: RecordInput,
): DnsRecordRow {
  const before = findRecord(plane, zone, id);
  if (before.readOnly) throw recordReadOnly();
  const record = checkedRecord(plane, zone, input, id);
  return plane.tables.dnsRecords.put(id, { ...before, ...record, modifiedOn: timestamp(plane) });
}

/** @throws ApiError 81044, or for a record that a custom domain owns. */
export function deleteRecord(plane: ControlPlane, zone: ZoneRow, id: string): void {
  if (findRecord(plane, zone, id).readOnly) throw recordReadOnly();
  plane.tables.dnsRecords.delete(id);
}

/** @throws ApiError 81044. */
export function findRecord({ tables }: ControlPlane, zone: ZoneRow, id: string): DnsRecordRow {
  const record = tables.dnsRecords.get(id);
  if (record?.zoneId !== zone.id) throw recordNotFound();
  return record;
}

export function recordsNamed(
  { tables }: ControlPlane,
  zone: ZoneRow,
  name: string,
): DnsRecordRow[] {
  return tables.dnsRecords.filter((record) => record.zoneId === zone.id && record.name === name);
}

/** Whether Cloudflare can stand in front of what a record of the type points to. */
export function isProxiable(type: string): boolean {
  return ["A", "AAAA", "CNAME"].includes(type);
}

/** `@` and names without the zone's own are completed. */
function fullName(zone: ZoneRow, name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, "");
  if (lower === "@" || lower === zone.name) return zone.name;
  return lower.endsWith(`.${zone.name}`) ? lower : `${lower}.${zone.name}`;
}

function checkedRecord(
  plane: ControlPlane,
  zone: ZoneRow,
  input: RecordInput,
  ownId?: string,
): RecordInput {
  const record = { ...input, name: fullName(zone, input.name) };
  checkContent(record);
  if (record.proxied && !isProxiable(record.type)) {
    throw invalidRecord(9004, "This record type cannot be proxied.");
  }
  if (!record.proxied && record.ttl !== 1 && (record.ttl < 60 || record.ttl > 86_400)) {
    throw invalidRecord(9021, "TTL must be between 60 and 86400 seconds, or 1 for Automatic.");
  }
  const others = recordsNamed(plane, zone, record.name).filter(({ id }) => id !== ownId);
  refuseDuplicates(record, others);
  // A proxied record's TTL is always automatic.
  return record.proxied ? { ...record, ttl: 1 } : record;
}

function checkContent({ type, content }: RecordInput): void {
  if (type === "A" && !isIPv4(content)) {
    throw invalidRecord(9005, "Content for A record must be a valid IPv4 address.");
  }
  if (type === "AAAA" && !isIPv6(content)) {
    throw invalidRecord(9006, "Content for AAAA record must be a valid IPv6 address.");
  }
  if (type === "CNAME" && !/^[\w*-]+(\.[\w-]+)*\.?$/.test(content)) {
    throw invalidRecord(9007, "Content for CNAME record is invalid.");
  }
}

function refuseDuplicates(record: RecordInput, others: readonly DnsRecordRow[]): void {
  for (const other of others) {
    if (other.type === record.type && other.content === record.content) {
      throw other.proxied === record.proxied && other.ttl === record.ttl
        ? identicalRecordExists()
        : recordExists();
    }
    const types = [record.type, other.type];
    if (types.includes("CNAME") && types.every(isProxiable)) throw hostTaken();
  }
}
