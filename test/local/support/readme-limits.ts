import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CoverageRow } from "../../../local/vendors/vendor.ts";

/** The lines that a vendor's README must have under "Limits": one per partial path and note. */
export function limitsOf(coverage: readonly CoverageRow[]): string[] {
  const partial = coverage.filter(({ support }) => support === "partial");
  const groups = Map.groupBy(partial, ({ path, note }) => `${path}\`: ${note}`);
  return [...groups].map(([text, rows]) => {
    const methods = rows.map(({ method }) => method).join(", ");
    return `- \`${methods} ${text}`;
  });
}

/** The lines that it has there. */
export function readmeLimits(vendor: string): string[] {
  const path = resolve(import.meta.dirname, "../../../local/vendors", vendor, "README.md");
  const [, limits = ""] = readFileSync(path, "utf8").split("\n## Limits\n");
  return limits.split("\n").filter((line) => line.startsWith("- "));
}
