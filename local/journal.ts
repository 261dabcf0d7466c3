import type { Clock } from "./context.ts";
import type { Store } from "./store.ts";

/** One call that a client made of an emulated vendor, as it was answered. */
export interface Call {
  sequence: number;
  /** ISO 8601, when the request arrived. */
  time: string;
  vendor: string;
  method: string;
  /** Path with query, secrets replaced. */
  path: string;
  /** JSON body with secrets replaced; `null` for none, or a size for what is not JSON. */
  requestBody: unknown;
  /** HTTP status answered; 0 when the connection was cut without an answer. */
  status: number;
  durationMs: number;
  userAgent: string;
  /** The fault rule that acted on the call, if any. */
  faultId: string | null;
}

export interface JournalQuery {
  vendor?: string | undefined;
  method?: string | undefined;
  /** Matches calls whose path contains this. */
  path?: string | undefined;
  /** Only calls after this sequence number. */
  after?: number | undefined;
  /** At most this many, the newest ones. Default 1,000. */
  limit?: number | undefined;
}

/** The ordered record of every vendor call, for assertions and for people. */
export class Journal {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.define(`
      CREATE TABLE IF NOT EXISTS calls (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        vendor TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, json TEXT NOT NULL
      ) STRICT;
    `);
  }

  now(): Date {
    return this.#clock.now();
  }

  append(call: Omit<Call, "sequence">): void {
    this.#store
      .prepare("INSERT INTO calls (vendor, method, path, json) VALUES (?, ?, ?, ?)")
      .run(call.vendor, call.method, call.path, JSON.stringify(call));
    this.#store.touch("local.calls");
  }

  /** Oldest first. */
  list(query: JournalQuery = {}): Call[] {
    const rows = this.#store
      .prepare(
        `SELECT sequence, json FROM calls
         WHERE (?1 IS NULL OR vendor = ?1) AND (?2 IS NULL OR method = ?2)
           AND (?3 IS NULL OR instr(path, ?3) > 0) AND sequence > ?4
         ORDER BY sequence DESC LIMIT ?5`,
      )
      .all(
        query.vendor ?? null,
        query.method ?? null,
        query.path ?? null,
        query.after ?? 0,
        query.limit ?? 1000,
      );
    return rows
      .map((row) => ({ ...(JSON.parse(String(row.json)) as Call), sequence: Number(row.sequence) }))
      .reverse();
  }

  clear(): void {
    this.#store.prepare("DELETE FROM calls").run();
    this.#store.touch("local.calls");
  }
}
