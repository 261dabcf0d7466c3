import { operations } from "../coverage.ts";
import type { CoverageRow } from "../vendor.ts";

const NO_INCLUDES = "Of include[], only what the vendor's provider asks for has an effect.";
const FROM = "Requires the From header, as PagerDuty does; no priority, merge or responders.";

export const coverage: readonly CoverageRow[] = [
  ...operations("/abilities", ["GET"]),
  ...operations("/abilities/:id", ["GET"]),
  ...operations("/vendors", ["GET"], "A few vendors only."),
  ...operations("/vendors/:id", ["GET"]),
  ...operations("/priorities", ["GET"], "P1 to P5; incidents cannot have them."),
  ...operations("/users", ["GET", "POST"], NO_INCLUDES),
  ...operations("/users/:id", ["GET", "PUT", "DELETE"]),
  ...operations("/users/:id/contact_methods", ["GET"], "Read only."),
  ...operations("/teams", ["GET", "POST"]),
  ...operations("/teams/:id", ["GET", "PUT", "DELETE"]),
  ...operations("/teams/:id/members", ["GET"]),
  ...operations("/teams/:id/users/:user_id", ["PUT", "DELETE"]),
  ...operations("/schedules", ["GET", "POST"]),
  ...operations("/schedules/:id", ["GET", "PUT", "DELETE"], "No overrides."),
  ...operations("/escalation_policies", ["GET", "POST"], NO_INCLUDES),
  ...operations(
    "/escalation_policies/:id",
    ["GET", "PUT", "DELETE"],
    "round_robin is kept, but everybody is assigned.",
  ),
  ...operations("/services", ["GET", "POST"], NO_INCLUDES),
  ...operations(
    "/services/:id",
    ["GET", "PUT", "DELETE"],
    "Alert grouping, paused notifications and scheduled actions are kept and echoed only.",
  ),
  ...operations("/services/:id/integrations", ["POST"], "E-mail settings are echoed only."),
  ...operations("/services/:id/integrations/:integration_id", ["GET", "PUT", "DELETE"]),
  ...operations("/incidents", ["GET"], "No sorting, and no window of time."),
  ...operations("/incidents", ["POST", "PUT"], FROM),
  ...operations("/incidents/:id", ["GET"]),
  ...operations("/incidents/:id", ["PUT"], FROM),
  ...operations("/incidents/:id/notes", ["GET", "POST"]),
  ...operations("/incidents/:id/log_entries", ["GET"]),
  ...operations("/log_entries", ["GET"], "No window of time."),
  ...operations("/log_entries/:id", ["GET"]),
  ...operations("/oncalls", ["GET"], "The present only, without start and end of the turn."),
  ...operations("/maintenance_windows", ["GET", "POST"]),
  ...operations("/maintenance_windows/:id", ["GET", "PUT", "DELETE"]),
  ...operations("/business_services", ["GET", "POST"]),
  ...operations("/business_services/:id", ["GET", "PUT", "DELETE"]),
  ...operations("/v2/enqueue", ["POST"], "Processed at once, not queued; no images or links."),
  ...operations("/v2/change/enqueue", ["POST"], "Kept, not shown by any operation."),
];
