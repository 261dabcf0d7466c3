import type { CoverageRow } from "../../vendor.ts";

const policies = "/accounts/:account/alerting/v3/policies";
const webhooks = "/accounts/:account/alerting/v3/destinations/webhooks";
const unsent = "kept and answered; no notification is ever sent";

export const alertingCoverage: readonly CoverageRow[] = [
  { method: "GET", path: policies, support: "full" },
  { method: "POST", path: policies, support: "partial", note: unsent },
  { method: "GET", path: `${policies}/:policy`, support: "full" },
  { method: "PUT", path: `${policies}/:policy`, support: "partial", note: unsent },
  { method: "DELETE", path: `${policies}/:policy`, support: "full" },
  { method: "GET", path: webhooks, support: "full" },
  {
    method: "POST",
    path: webhooks,
    support: "partial",
    note: "the URL is not called to test it",
  },
  { method: "GET", path: `${webhooks}/:webhook`, support: "full" },
  { method: "PUT", path: `${webhooks}/:webhook`, support: "full" },
  { method: "DELETE", path: `${webhooks}/:webhook`, support: "full" },
];
