import type { CoverageRow } from "./vendor.ts";

/** Coverage rows of one path: all done in full, or, with a note on what is missing, in part. */
export function operations(
  path: string,
  methods: readonly CoverageRow["method"][],
  note?: string,
): CoverageRow[] {
  return methods.map((method) =>
    note === undefined
      ? { method, path, support: "full" }
      : { method, path, support: "partial", note },
  );
}
