import type { CoverageRow } from "../../../vendor.ts";

const namespaces = "/accounts/:account/storage/kv/namespaces";
const namespace = `${namespaces}/:namespace`;

export const kvCoverage: readonly CoverageRow[] = [
  { method: "GET", path: namespaces, support: "full" },
  { method: "POST", path: namespaces, support: "partial", note: "jurisdiction is ignored" },
  { method: "GET", path: namespace, support: "full" },
  { method: "PUT", path: namespace, support: "full" },
  { method: "DELETE", path: namespace, support: "full" },
  { method: "GET", path: `${namespace}/keys`, support: "full" },
  { method: "PUT", path: `${namespace}/values/:key`, support: "full" },
  { method: "GET", path: `${namespace}/values/:key`, support: "full" },
  { method: "GET", path: `${namespace}/metadata/:key`, support: "full" },
  { method: "DELETE", path: `${namespace}/values/:key`, support: "full" },
  { method: "PUT", path: `${namespace}/bulk`, support: "full" },
  { method: "DELETE", path: `${namespace}/bulk`, support: "full" },
  { method: "POST", path: `${namespace}/bulk/delete`, support: "full" },
  { method: "POST", path: `${namespace}/bulk/get`, support: "full" },
];
