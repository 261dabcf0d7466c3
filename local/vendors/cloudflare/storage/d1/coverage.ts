import type { CoverageRow } from "../../../vendor.ts";

const databases = "/accounts/:account/d1/database";
const database = `${databases}/:database`;
const kept = "only states whose bookmarks were asked for can be returned to, the newest 20";

export const d1Coverage: readonly CoverageRow[] = [
  { method: "GET", path: databases, support: "full" },
  { method: "POST", path: databases, support: "full" },
  { method: "GET", path: database, support: "partial", note: "fields is ignored" },
  { method: "PUT", path: database, support: "full" },
  { method: "PATCH", path: database, support: "full" },
  { method: "DELETE", path: database, support: "full" },
  {
    method: "POST",
    path: `${database}/query`,
    support: "partial",
    note: "rows_read counts rows answered, rows_written no index entries; no 30 s limit",
  },
  { method: "POST", path: `${database}/raw`, support: "partial", note: "as query" },
  { method: "GET", path: `${database}/time_travel/bookmark`, support: "partial", note: kept },
  { method: "POST", path: `${database}/time_travel/restore`, support: "partial", note: kept },
  { method: "POST", path: `${database}/import`, support: "full" },
  { method: "POST", path: `${database}/export`, support: "full" },
  {
    method: "PUT",
    path: "/local/d1/uploads/:file",
    support: "full",
    note: "upload URL of an import",
  },
  {
    method: "GET",
    path: "/local/d1/exports/:file",
    support: "full",
    note: "download URL of an export",
  },
];
