import type { CoverageRow } from "../vendor.ts";
import { accountCoverage } from "./accounts/coverage.ts";
import { alertingCoverage } from "./alerting/coverage.ts";
import { storageCoverage } from "./storage/coverage.ts";
import { workersCoverage } from "./workers/coverage.ts";
import { zoneCoverage } from "./zones/coverage.ts";

/** Every operation that is emulated; all others answer 501 naming themselves. */
export const coverage: readonly CoverageRow[] = [
  ...accountCoverage,
  ...zoneCoverage,
  ...alertingCoverage,
  ...workersCoverage,
  ...storageCoverage,
];
