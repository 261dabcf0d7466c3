import type { D1Value } from "./contract.ts";
import type { D1Database } from "./d1-database.ts";
import { D1Error } from "./d1-error.ts";

export interface DumpOptions {
  /** Only these tables; all if absent or empty. */
  tables?: readonly string[];
  withoutSchema?: boolean;
  withoutData?: boolean;
}

/**
 * The statements that make a database like this one, as `wrangler d1 export` writes them.
 * @throws D1Error for a database with virtual tables, as D1 does.
 */
export function* dumpSql(database: D1Database, options: DumpOptions): Generator<string> {
  const isWanted = (table: string) => !options.tables?.length || options.tables.includes(table);
  yield "PRAGMA defer_foreign_keys=TRUE;";
  for (const [name, sql] of tablesOf(database)) {
    if (!isWanted(name)) continue;
    if (/^CREATE VIRTUAL TABLE/i.test(sql)) {
      throw new D1Error("D1 Export error: cannot export databases with Virtual Tables (fts5)");
    }
    if (!options.withoutSchema) yield `${sql};`;
    if (!options.withoutData) yield* dumpRows(database, name);
  }
  if (options.withoutSchema) return;
  for (const [table, sql] of attachmentsOf(database)) {
    if (isWanted(table)) yield `${sql};`;
  }
}

function tablesOf(database: D1Database): [string, string][] {
  return select(
    database,
    `SELECT name, sql FROM sqlite_schema
     WHERE type = 'table' AND sql IS NOT NULL AND name NOT LIKE 'sqlite%' AND substr(name, 1, 4) <> '_cf_'
     ORDER BY rowid`,
  ) as [string, string][];
}

/** Indexes, views and triggers, which must not act while the rows are put in. */
function attachmentsOf(database: D1Database): [string, string][] {
  return select(
    database,
    `SELECT tbl_name, sql FROM sqlite_schema
     WHERE type IN ('index', 'view', 'trigger') AND sql IS NOT NULL ORDER BY type, rowid`,
  ) as [string, string][];
}

function* dumpRows(database: D1Database, table: string): Generator<string> {
  const columns = select(database, `PRAGMA table_info(${quoteName(table)})`).map((row) =>
    quoteName(String(row[1])),
  );
  const list = columns.join(",");
  for (const row of select(database, `SELECT ${list} FROM ${quoteName(table)}`)) {
    yield `INSERT INTO ${quoteName(table)} (${list}) VALUES(${row.map(quoteValue).join(",")});`;
  }
}

function select(database: D1Database, sql: string): D1Value[][] {
  return database.run([{ sql, params: [] }])[0]?.[0]?.rows ?? [];
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteValue(value: D1Value): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value !== "number") return `X'${Buffer.from(value).toString("hex")}'`;
  return Number.isFinite(value) ? String(value) : value > 0 ? "9e999" : "-9e999";
}
