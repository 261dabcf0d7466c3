import { constants, DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { D1Value } from "./contract.ts";
import { authorize } from "./d1-authorizer.ts";
import { D1Error, describeSqliteError, isSqliteError } from "./d1-error.ts";
import { sqlParameters } from "./sql-tokens.ts";

/** @see https://developers.cloudflare.com/d1/platform/limits/ */
const d1Limits = {
  sqlBytes: 100_000,
  parameters: 100,
  columns: 100,
  /** Of one string, BLOB or row. */
  valueBytes: 2_000_000,
  likePatternBytes: 50,
  functionArguments: 32,
  /** Observed in workerd 1.20261102. */
  compoundSelects: 5,
} as const;

/** Prepared statements kept per connection. */
const STATEMENTS_KEPT = 200;

interface Prepared {
  statement: StatementSync;
  /** Names of the parameters, see `sqlParameters`. */
  parameters: readonly (string | undefined)[];
}

/** A SQLite connection on which clients' statements run under D1's limits and permissions. */
export class D1Connection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();
  /** Whether SQLite asks about a statement of a client rather than one of ours. */
  #isGuarded = false;
  #refusal: string | undefined;

  /** @param path a file, created if missing, or `:memory:`. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, {
      enableDoubleQuotedStringLiterals: true,
      limits: {
        length: d1Limits.valueBytes,
        column: d1Limits.columns,
        variableNumber: d1Limits.parameters,
        likePatternLength: d1Limits.likePatternBytes,
        functionArg: d1Limits.functionArguments,
        compoundSelect: d1Limits.compoundSelects,
      },
    });
    this.#database.setAuthorizer((action, first, second) => this.#authorize(action, first, second));
  }

  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** A statement of our own, under no rules of D1's. */
  prepareOwn(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  executeOwn(sql: string): void {
    this.#database.exec(sql);
  }

  /** Whether `sql` is known to be a single statement. */
  knows(sql: string): boolean {
    return this.#prepared.has(sql);
  }

  /**
   * Runs one statement of a client.
   * @throws D1Error with D1's wording, also for more or fewer values than parameters.
   */
  query(sql: string, values: readonly D1Value[]): { columns: string[]; rows: D1Value[][] } {
    return this.#guard(sql, () => {
      const prepared = this.#prepare(sql);
      const rows = execute(prepared, values);
      return { columns: prepared.statement.columns().map(({ name }) => name), rows };
    });
  }

  /** Drops kept statements: after a change of schema they would answer a table's old columns. */
  forgetStatements(): void {
    this.#prepared.clear();
  }

  describe(error: unknown): unknown {
    return isSqliteError(error) ? describeSqliteError(error, "", this.#database) : error;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    if (Buffer.byteLength(sql) > d1Limits.sqlBytes) {
      throw new D1Error("statement too long: SQLITE_TOOBIG");
    }
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    if (this.#prepared.size >= STATEMENTS_KEPT) {
      const [oldest] = this.#prepared.keys();
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    const prepared = { statement, parameters: sqlParameters(sql) };
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  #guard<T>(sql: string, work: () => T): T {
    this.#isGuarded = true;
    this.#refusal = undefined;
    try {
      return work();
    } catch (error) {
      this.#isGuarded = false;
      if (this.#refusal !== undefined) throw new D1Error(this.#refusal);
      throw isSqliteError(error) ? describeSqliteError(error, sql, this.#database) : error;
    } finally {
      this.#isGuarded = false;
    }
  }

  #authorize(action: number, first: string | null, second: string | null): number {
    if (!this.#isGuarded) return constants.SQLITE_OK;
    const verdict = authorize(action, first, second);
    if (verdict.allowed) return constants.SQLITE_OK;
    this.#refusal ??= verdict.message;
    return constants.SQLITE_DENY;
  }
}

function execute({ statement, parameters }: Prepared, values: readonly D1Value[]): D1Value[][] {
  if (parameters.length !== values.length) {
    throw new D1Error("Wrong number of parameter bindings for SQL query.");
  }
  const named: Record<string, SQLInputValue> = {};
  const positional: SQLInputValue[] = [];
  parameters.forEach((name, index) => {
    const value = values[index] ?? null;
    if (name === undefined) positional.push(value);
    else named[name] = value;
  });
  // Rows come as arrays (`setReturnArrays`), which the declared type does not know.
  const rows = statement.all(named, ...positional) as unknown as (D1Value | bigint)[][];
  return rows.map((row) => row.map((cell) => (typeof cell === "bigint" ? Number(cell) : cell)));
}
