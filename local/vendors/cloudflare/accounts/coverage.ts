import type { CoverageRow } from "../../vendor.ts";

export const accountCoverage: readonly CoverageRow[] = [
  { method: "GET", path: "/user", support: "full" },
  { method: "GET", path: "/user/tokens/verify", support: "full" },
  { method: "GET", path: "/accounts", support: "full" },
  { method: "GET", path: "/accounts/:account", support: "full" },
  { method: "GET", path: "/accounts/:account/tokens/verify", support: "full" },
  { method: "GET", path: "/memberships", support: "full" },
  { method: "GET", path: "/accounts/:account/workers/subdomain", support: "full" },
];
