import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import type { DomainRow, ZoneRow } from "../../tables.ts";
import { createReadOnlyRecord, recordsNamed } from "../../zones/dns-model.ts";
import { zoneOfHost } from "../../zones/model.ts";
import { domainNotFound, workerNotFound } from "../errors.ts";
import { workerNamed } from "../worker/model.ts";

export interface DomainInput {
  hostname: string;
  service: string;
  zone_id?: string | undefined;
  zone_name?: string | undefined;
}

export interface DomainOverrides {
  /** Takes the hostname from another Worker. */
  override_existing_origin?: boolean | undefined;
  /** Replaces DNS records of the hostname. */
  override_existing_dns_record?: boolean | undefined;
}

/**
 * Attaches a hostname to a Worker, with its DNS record and certificate. The same hostname again is
 * the same domain.
 * @throws ApiError 10007, 100116 (another Worker has it), 100117 (a DNS record has it).
 */
export function attachDomain(
  plane: ControlPlane,
  input: DomainInput,
  overrides: DomainOverrides = {},
): DomainRow {
  const { tables, context } = plane;
  if (!workerNamed(plane, input.service)) throw workerNotFound();
  const zone = zoneFor(plane, input);
  const existing = tables.domains.find(({ hostname }) => hostname === input.hostname);
  if (existing) {
    if (existing.service !== input.service && !overrides.override_existing_origin) {
      throw originConflict(input.hostname, existing.service);
    }
    return tables.domains.put(existing.id, { ...existing, service: input.service });
  }
  for (const record of conflictingRecords(plane, zone, input.hostname)) {
    if (!overrides.override_existing_dns_record) throw dnsConflict(input.hostname);
    tables.dnsRecords.delete(record.id);
  }
  const id = context.ids.hex(16);
  return tables.domains.put(id, {
    id,
    zoneId: zone.id,
    zoneName: zone.name,
    hostname: input.hostname,
    service: input.service,
    certificateId: context.ids.uuid(),
    dnsRecordId: createReadOnlyRecord(plane, zone, input.hostname).id,
  });
}

/** Detaches the hostname; its own DNS record goes with it. */
export function deleteDomain({ tables }: ControlPlane, domain: DomainRow): void {
  tables.dnsRecords.delete(domain.dnsRecordId);
  tables.domains.delete(domain.id);
}

/** @throws ApiError 100114. */
export function findDomain({ tables }: ControlPlane, id: string): DomainRow {
  const domain = tables.domains.get(id);
  if (!domain) throw domainNotFound();
  return domain;
}

/** What attaching the hostnames to a Worker would change, for wrangler's questions. */
export function domainChangeset(plane: ControlPlane, script: string, hostnames: readonly string[]) {
  const { tables } = plane;
  const byName = new Map(tables.domains.list().map((domain) => [domain.hostname, domain]));
  const added = hostnames.filter((hostname) => !byName.has(hostname));
  return {
    added: added.map((hostname) => ({ hostname })),
    updated: hostnames.flatMap((hostname) => {
      const domain = byName.get(hostname);
      return domain ? [{ domain, modified: domain.service !== script }] : [];
    }),
    removed: tables.domains.filter(
      ({ service, hostname }) => service === script && !hostnames.includes(hostname),
    ),
    conflicting: added.filter((hostname) => {
      const zone = zoneOfHost(plane, hostname);
      return zone !== undefined && conflictingRecords(plane, zone, hostname).length > 0;
    }),
  };
}

function conflictingRecords(plane: ControlPlane, zone: ZoneRow, hostname: string) {
  return recordsNamed(plane, zone, hostname).filter(({ type }) =>
    ["A", "AAAA", "CNAME"].includes(type),
  );
}

function zoneFor(plane: ControlPlane, { hostname, zone_id, zone_name }: DomainInput): ZoneRow {
  const zone = zoneOfHost(plane, hostname);
  const isNamed =
    (zone_id === undefined || zone?.id === zone_id) &&
    (zone_name === undefined || zone?.name === zone_name);
  if (zone && isNamed) return zone;
  // assumption: the code.
  throw new ApiError(
    400,
    100115,
    `The hostname '${hostname}' is not in the zone ${zone_name ?? zone_id ?? "of any account"}.`,
  );
}

function originConflict(hostname: string, service: string): ApiError {
  return new ApiError(
    409,
    100116,
    `workers.api.error.origin_conflict_existing_origin: ${hostname} is a custom domain of the Worker '${service}'.`,
  );
}

function dnsConflict(hostname: string): ApiError {
  return new ApiError(
    409,
    100117,
    `workers.api.error.origin_conflict_existing_dns_record: ${hostname} has a DNS record.`,
  );
}
