import { DatabaseSync } from "node:sqlite";
import type { Migration } from "./dynamic/migration-plan.ts";
import { sqlStatements } from "./sql-statements.ts";

/**
 * Runs a schema's files on an empty database in memory.
 * @returns a sentence on the first statement that SQLite does not take; empty where it takes all.
 */
export function replayMigrations(migrations: readonly Migration[]): readonly string[] {
  const database = new DatabaseSync(":memory:");
  try {
    for (const { name, sql } of migrations) {
      for (const { text, line } of sqlStatements(sql)) {
        const reason = reasonAgainst(database, text);
        if (reason !== undefined)
          return [`${name}, line ${line}, is refused by SQLite: ${reason}.`];
      }
    }
    return [];
  } finally {
    database.close();
  }
}

function reasonAgainst(database: DatabaseSync, sql: string): string | undefined {
  try {
    database.exec(sql);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
