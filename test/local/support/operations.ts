/** `GET /path` of every route or coverage row, sorted, for comparison. */
export function operationsOf(rows: readonly { method: string; path: string }[]): string[] {
  return rows.map(({ method, path }) => `${method} ${path}`).sort();
}
