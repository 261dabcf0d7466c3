import type { CoverageRow } from "../../vendor.ts";

const zone = "/zones/:zone";
const records = `${zone}/dns_records`;

export const zoneCoverage: readonly CoverageRow[] = [
  {
    method: "GET",
    path: "/zones",
    support: "partial",
    note: "filters name, status, account.id and account.name, each exact",
  },
  {
    method: "POST",
    path: "/zones",
    support: "partial",
    note: "the zone is active at once; only full zones",
  },
  { method: "GET", path: zone, support: "full" },
  { method: "PATCH", path: zone, support: "partial", note: "paused only" },
  { method: "DELETE", path: zone, support: "full" },
  { method: "GET", path: `${zone}/settings`, support: "partial", note: "20 settings" },
  { method: "GET", path: `${zone}/settings/:setting`, support: "partial", note: "20 settings" },
  {
    method: "PATCH",
    path: `${zone}/settings/:setting`,
    support: "partial",
    note: "kept and answered, without effect on what is served",
  },
  {
    method: "GET",
    path: records,
    support: "partial",
    note: "filters name, type, content and comment, exact or contains",
  },
  {
    method: "POST",
    path: records,
    support: "partial",
    note: "content is checked for A, AAAA and CNAME",
  },
  { method: "GET", path: `${records}/:record`, support: "full" },
  { method: "PUT", path: `${records}/:record`, support: "full" },
  { method: "PATCH", path: `${records}/:record`, support: "full" },
  { method: "DELETE", path: `${records}/:record`, support: "full" },
];
