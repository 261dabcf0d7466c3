import type { CoverageRow } from "../../../vendor.ts";

const queues = "/accounts/:account/queues";
const queue = `${queues}/:queue`;

export const queuesCoverage: readonly CoverageRow[] = [
  { method: "GET", path: queues, support: "full" },
  { method: "POST", path: queues, support: "partial", note: "jurisdiction is ignored" },
  { method: "GET", path: queue, support: "full" },
  { method: "PUT", path: queue, support: "full" },
  { method: "PATCH", path: queue, support: "full" },
  { method: "DELETE", path: queue, support: "full" },
  { method: "GET", path: `${queue}/consumers`, support: "full" },
  {
    method: "POST",
    path: `${queue}/consumers`,
    support: "partial",
    note: "a Worker without a queue handler is not refused (11001)",
  },
  { method: "GET", path: `${queue}/consumers/:consumer`, support: "full" },
  { method: "PUT", path: `${queue}/consumers/:consumer`, support: "partial", note: "as POST" },
  { method: "DELETE", path: `${queue}/consumers/:consumer`, support: "full" },
  { method: "POST", path: `${queue}/messages`, support: "full" },
  { method: "POST", path: `${queue}/messages/batch`, support: "full" },
  { method: "POST", path: `${queue}/messages/pull`, support: "full" },
  { method: "POST", path: `${queue}/messages/ack`, support: "full" },
  { method: "POST", path: `${queue}/messages/peek`, support: "partial", note: "no refs" },
  { method: "GET", path: `${queue}/metrics`, support: "full" },
  { method: "POST", path: `${queue}/purge`, support: "full" },
  { method: "GET", path: `${queue}/purge`, support: "full" },
];
