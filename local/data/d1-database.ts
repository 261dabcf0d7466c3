import type { StatementSync } from "node:sqlite";
import type { D1Result, D1Statement, D1Value } from "./contract.ts";
import { RESERVED_PREFIX } from "./d1-authorizer.ts";
import { D1Connection } from "./d1-connection.ts";
import { D1Error } from "./d1-error.ts";
import { splitSql } from "./sql-tokens.ts";

const PAGE_BYTES = 4096;

const SETUP = `
  PRAGMA page_size = ${PAGE_BYTES};
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS ${RESERVED_PREFIX}METADATA (
    key TEXT PRIMARY KEY, value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO ${RESERVED_PREFIX}METADATA VALUES ('changes', 0);
`;

const OWN_STATEMENTS = {
  begin: "BEGIN",
  commit: "COMMIT",
  rollback: "ROLLBACK",
  counters: "SELECT total_changes() AS changes, last_insert_rowid() AS lastRowId",
  pageCount: "PRAGMA page_count",
  schemaVersion: "PRAGMA schema_version",
  countChange: `UPDATE ${RESERVED_PREFIX}METADATA SET value = value + 1 WHERE key = 'changes'`,
  setChanges: `UPDATE ${RESERVED_PREFIX}METADATA SET value = ? WHERE key = 'changes'`,
  readChanges: `SELECT value FROM ${RESERVED_PREFIX}METADATA WHERE key = 'changes'`,
  countTables: `SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table'
    AND name NOT LIKE 'sqlite%' AND substr(name, 1, 4) <> '${RESERVED_PREFIX}'`,
  copy: "VACUUM INTO ?",
} as const;

/** What of a database can change by a statement. */
interface Measure {
  changes: number;
  lastRowId: number;
  sizeBytes: number;
  schemaVersion: number;
}

/** One D1 database: a SQLite file in WAL mode that survives power loss, with D1's rules on top. */
export class D1Database {
  readonly #connection: D1Connection;
  readonly #own: Record<keyof typeof OWN_STATEMENTS, StatementSync>;
  #measured: Measure;

  /** @param path a file, created if missing, or `:memory:`. */
  constructor(path: string) {
    this.#connection = new D1Connection(path);
    this.#connection.executeOwn(SETUP);
    this.#own = mapValues(OWN_STATEMENTS, (sql) => this.#connection.prepareOwn(sql));
    this.#measured = this.#measure();
  }

  /**
   * Runs everything in one transaction, all or nothing.
   * @returns for each entry the results of the statements in its text.
   * @throws D1Error
   */
  run(statements: readonly D1Statement[]): D1Result[][] {
    return this.#transaction(() => statements.map((statement) => this.#runText(statement)));
  }

  /** Transactions so far that changed something; grows for as long as the database lives. */
  changes(): number {
    return Number(this.#own.readChanges.get()?.value);
  }

  /** Continues the count after `changes`, for a database that was put back to an older state. */
  continueFrom(changes: number): void {
    this.#own.setChanges.run(changes + 1);
  }

  info(): { fileSizeBytes: number; tables: number } {
    const tables = Number(this.#own.countTables.get()?.tables);
    return { fileSizeBytes: this.#measure().sizeBytes, tables };
  }

  /** Writes a compact copy of the database as it is now to a file that must not exist. */
  copyTo(path: string): void {
    this.#own.copy.run(path);
  }

  close(): void {
    this.#connection.close();
  }

  #transaction<T>(work: () => T): T {
    this.#own.begin.run();
    try {
      const before = this.#measure();
      this.#measured = before;
      const result = work();
      const { changes, schemaVersion } = this.#measured;
      if (changes !== before.changes || schemaVersion !== before.schemaVersion) {
        this.#own.countChange.run();
      }
      this.#own.commit.run();
      return result;
    } catch (error) {
      if (this.#connection.isTransaction) this.#own.rollback.run();
      this.#connection.forgetStatements();
      throw this.#connection.describe(error);
    }
  }

  #runText({ sql, params }: D1Statement): D1Result[] {
    const texts = this.#connection.knows(sql) ? [sql] : splitSql(sql);
    if (texts.length === 0) throw new D1Error("No SQL statements detected.");
    return texts.map((text, index) => this.#runOne(text, index === texts.length - 1 ? params : []));
  }

  #runOne(sql: string, params: readonly D1Value[]): D1Result {
    const before = this.#measured;
    const startedAt = performance.now();
    const { columns, rows } = this.#connection.query(sql, params);
    const duration = performance.now() - startedAt;
    const after = this.#measure();
    this.#measured = after;
    if (after.schemaVersion !== before.schemaVersion) this.#connection.forgetStatements();
    const changes = after.changes - before.changes;
    return {
      columns,
      rows,
      meta: {
        changes,
        last_row_id: after.lastRowId,
        changed_db: !isSame(before, after),
        size_after: after.sizeBytes,
        rows_read: rows.length,
        rows_written: changes,
        duration,
      },
    };
  }

  #measure(): Measure {
    const counters = this.#own.counters.get();
    return {
      changes: Number(counters?.changes),
      lastRowId: Number(counters?.lastRowId),
      sizeBytes: Number(this.#own.pageCount.get()?.page_count) * PAGE_BYTES,
      schemaVersion: Number(this.#own.schemaVersion.get()?.schema_version),
    };
  }
}

function isSame(before: Measure, after: Measure): boolean {
  return (
    before.changes === after.changes &&
    before.lastRowId === after.lastRowId &&
    before.sizeBytes === after.sizeBytes &&
    before.schemaVersion === after.schemaVersion
  );
}

function mapValues<K extends string, A, B>(record: Record<K, A>, map: (value: A) => B) {
  const entries = Object.entries<A>(record).map(([key, value]) => [key, map(value)]);
  return Object.fromEntries(entries) as Record<K, B>;
}
