import type { CoverageRow } from "../../../vendor.ts";

const indexes = "/accounts/:account/vectorize/v2/indexes";
const index = `${indexes}/:index`;
const applied = "applied at once, where the service takes some seconds";

export const vectorizeCoverage: readonly CoverageRow[] = [
  { method: "GET", path: indexes, support: "full" },
  { method: "POST", path: indexes, support: "full" },
  { method: "GET", path: index, support: "full" },
  { method: "DELETE", path: index, support: "full" },
  { method: "GET", path: `${index}/info`, support: "full" },
  { method: "POST", path: `${index}/insert`, support: "partial", note: applied },
  { method: "POST", path: `${index}/upsert`, support: "partial", note: applied },
  {
    method: "POST",
    path: `${index}/query`,
    support: "partial",
    note: "searches exactly, where the service may approximate",
  },
  { method: "POST", path: `${index}/get_by_ids`, support: "full" },
  { method: "POST", path: `${index}/delete_by_ids`, support: "partial", note: applied },
  { method: "GET", path: `${index}/list`, support: "full" },
  { method: "POST", path: `${index}/metadata_index/create`, support: "full" },
  { method: "GET", path: `${index}/metadata_index/list`, support: "full" },
  { method: "POST", path: `${index}/metadata_index/delete`, support: "full" },
];
