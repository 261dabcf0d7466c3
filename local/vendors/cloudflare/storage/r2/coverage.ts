import type { CoverageRow } from "../../../vendor.ts";

const buckets = "/accounts/:account/r2/buckets";
const bucket = `${buckets}/:bucket`;
const object = `${bucket}/objects/:key{.+}`;
const notifications = "/accounts/:account/event_notifications/r2/:bucket/configuration";
const kept = "kept and answered, without effect on the objects";
const unserved = "kept and answered; the local edge does not serve the name";
const silent = "kept and answered; no message is sent";

export const r2Coverage: readonly CoverageRow[] = [
  { method: "GET", path: buckets, support: "full" },
  { method: "POST", path: buckets, support: "full" },
  { method: "GET", path: bucket, support: "full" },
  { method: "PATCH", path: bucket, support: "full" },
  { method: "DELETE", path: bucket, support: "full" },
  { method: "GET", path: `${bucket}/objects`, support: "full" },
  { method: "DELETE", path: `${bucket}/objects`, support: "full" },
  { method: "PUT", path: object, support: "partial", note: "no custom metadata" },
  { method: "GET", path: object, support: "full" },
  { method: "DELETE", path: object, support: "full" },
  { method: "GET", path: `${bucket}/cors`, support: "full" },
  { method: "PUT", path: `${bucket}/cors`, support: "partial", note: kept },
  { method: "DELETE", path: `${bucket}/cors`, support: "full" },
  { method: "GET", path: `${bucket}/lifecycle`, support: "full" },
  { method: "PUT", path: `${bucket}/lifecycle`, support: "partial", note: kept },
  { method: "GET", path: `${bucket}/lock`, support: "full" },
  { method: "PUT", path: `${bucket}/lock`, support: "partial", note: kept },
  { method: "GET", path: `${bucket}/domains/custom`, support: "full" },
  { method: "POST", path: `${bucket}/domains/custom`, support: "partial", note: unserved },
  { method: "GET", path: `${bucket}/domains/custom/:domain`, support: "full" },
  { method: "PUT", path: `${bucket}/domains/custom/:domain`, support: "partial", note: unserved },
  { method: "DELETE", path: `${bucket}/domains/custom/:domain`, support: "full" },
  { method: "GET", path: `${bucket}/domains/managed`, support: "full" },
  { method: "PUT", path: `${bucket}/domains/managed`, support: "partial", note: unserved },
  { method: "GET", path: notifications, support: "full" },
  { method: "GET", path: `${notifications}/queues/:queue`, support: "full" },
  { method: "PUT", path: `${notifications}/queues/:queue`, support: "partial", note: silent },
  { method: "DELETE", path: `${notifications}/queues/:queue`, support: "full" },
];
