import { type CloudflareApi, isRefusal } from "../../release/rollout.ts";
import type { AppliedMigration, Migration } from "./migration-plan.ts";
import { type Pause, repeat as repeatCall } from "./repeat.ts";

/** A D1 database, and the two tables in it that remember what its schema was made by. */
export interface MigrationJournal {
  /** What the database has had, oldest first. Changes nothing. */
  read(): Promise<readonly AppliedMigration[]>;
  /** Makes the two tables where they are not there yet. */
  prepare(): Promise<void>;
  /** A state of the database that it can be brought back to for 30 days, 7 on the free plan. */
  bookmark(): Promise<string>;
  databaseName(): Promise<string>;
  /**
   * Runs a file and notes it, in one transaction: both happen or neither. An answer that got lost
   * after that is no failure, and a server that could not is asked again: the journal knows.
   */
  apply(migration: Migration): Promise<void>;
  /** Notes the digests of files that another tool applied. */
  noteDigests(migrations: readonly Migration[]): Promise<void>;
}

/** The table that `wrangler d1 migrations` keeps, so that either tool can go on where the other was. */
const createJournal = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);`;

/** Ours: what tells an edited file from the one that was applied, even when the stack's state is lost. */
const createDigests = `CREATE TABLE IF NOT EXISTS d1_migration_digests(
  name TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL
);`;

const selectTables =
  "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('d1_migrations', 'd1_migration_digests');";
const selectNames = "SELECT name FROM d1_migrations ORDER BY id;";
const selectDigests = `SELECT journal.name, digests.sha256 FROM d1_migrations AS journal
LEFT JOIN d1_migration_digests AS digests ON digests.name = journal.name ORDER BY journal.id;`;

interface Row {
  readonly name: string;
  readonly sha256?: string | null;
}

export function migrationJournal(
  call: CloudflareApi,
  accountId: string,
  databaseId: string,
  pause?: Pause,
): MigrationJournal {
  const path = `/accounts/${accountId}/d1/database/${databaseId}`;
  /** Several statements in one request are one transaction; gives the rows of the first. */
  const query = async (sql: string): Promise<readonly Row[]> => {
    const answer = await call("POST", `${path}/query`, { sql });
    const results = answer as readonly { results?: readonly Row[] }[];
    return results[0]?.results ?? [];
  };

  const repeat = <Answer>(ask: () => Promise<Answer>) => repeatCall(ask, pause);

  const read = async (): Promise<readonly AppliedMigration[]> => {
    const tables = (await repeat(() => query(selectTables))).map(({ name }) => name);
    if (!tables.includes("d1_migrations")) return [];
    const rows = await repeat(() => query(tables.length === 2 ? selectDigests : selectNames));
    return rows.map(({ name, sha256 }) => (sha256 ? { name, sha256 } : { name }));
  };

  return {
    read,

    async prepare() {
      await repeat(() => query(`${createJournal}\n${createDigests}`));
    },

    /** @see https://developers.cloudflare.com/d1/reference/time-travel/ */
    async bookmark() {
      const { bookmark } = (await call("GET", `${path}/time_travel/bookmark`)) as {
        bookmark: string;
      };
      return bookmark;
    },

    async databaseName() {
      const { name } = (await call("GET", path)) as { name: string };
      return name;
    },

    async apply(migration) {
      const sql = [
        terminated(migration.sql),
        `INSERT INTO d1_migrations (name) VALUES (${quote(migration.name)});`,
        insertDigest(migration),
      ].join("\n");
      await repeat(async () => {
        try {
          await query(sql);
        } catch (error) {
          const applied = isRefusal(error) ? [] : await read();
          if (!applied.some(({ name }) => name === migration.name)) throw error;
        }
      });
    },

    async noteDigests(migrations) {
      if (migrations.length === 0) return;
      await repeat(() => query(migrations.map(insertDigest).join("\n")));
    },
  };
}

function insertDigest({ name, sha256 }: Migration): string {
  return `INSERT OR REPLACE INTO d1_migration_digests (name, sha256) VALUES (${quote(name)}, ${quote(sha256)});`;
}

/** An SQL text literal. */
function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A file whose last statement has no semicolon would run into ours. */
function terminated(sql: string): string {
  return /;\s*(--[^\n]*\s*)*$/.test(sql) ? sql : `${sql}\n;`;
}
