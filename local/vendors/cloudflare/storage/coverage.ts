import type { CoverageRow } from "../../vendor.ts";
import { d1Coverage } from "./d1/coverage.ts";
import { kvCoverage } from "./kv/coverage.ts";
import { queuesCoverage } from "./queues/coverage.ts";
import { r2Coverage } from "./r2/coverage.ts";
import { vectorizeCoverage } from "./vectorize/coverage.ts";

export const storageCoverage: readonly CoverageRow[] = [
  ...kvCoverage,
  ...d1Coverage,
  ...r2Coverage,
  ...queuesCoverage,
  ...vectorizeCoverage,
];
