import { sqlComments } from "./sql-statements.ts";

/** `-- slipway:contract <file>`: the earlier file that put something in the place of what this one takes away. */
export function contractOf(sql: string): string | undefined {
  return marker(sql, "contract");
}

/** `-- slipway:bounded <how many rows>`: somebody has looked at how many rows this file changes. */
export function isBounded(sql: string): boolean {
  return marker(sql, "bounded") !== undefined;
}

function marker(sql: string, name: string): string | undefined {
  const pattern = new RegExp(`^slipway:${name}\\s+(\\S.*)$`);
  const [found] = sqlComments(sql).flatMap((comment) => pattern.exec(comment)?.[1] ?? []);
  return found;
}
