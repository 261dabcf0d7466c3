import type { CoverageRow } from "../vendor.ts";

const never = "there is never any maintenance";

export const statusCoverage: readonly CoverageRow[] = [
  { method: "GET", path: "/api/v2/summary.json", support: "full" },
  { method: "GET", path: "/api/v2/status.json", support: "full" },
  { method: "GET", path: "/api/v2/components.json", support: "full" },
  { method: "GET", path: "/api/v2/incidents.json", support: "full" },
  { method: "GET", path: "/api/v2/incidents/unresolved.json", support: "full" },
  {
    method: "GET",
    path: "/api/v2/scheduled-maintenances.json",
    support: "partial",
    note: never,
  },
  {
    method: "GET",
    path: "/api/v2/scheduled-maintenances/active.json",
    support: "partial",
    note: never,
  },
  {
    method: "GET",
    path: "/api/v2/scheduled-maintenances/upcoming.json",
    support: "partial",
    note: never,
  },
];
