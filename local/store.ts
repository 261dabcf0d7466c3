import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Unanswered } from "./unanswered.ts";

/**
 * The local cloud's only durable state besides blobs: one SQLite file in WAL mode with
 * `synchronous = FULL`, so an answer given to a client survives `kill -9` and power loss.
 * Vendors keep their objects as JSON documents in named collections. The process holds the file
 * exclusively, so a second local cloud on the same folder is refused by SQLite itself.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #listeners = new Set<(collections: ReadonlySet<string>) => void>();
  #changed = new Set<string>();
  #depth = 0;
  #before: Map<string, StoredRow> | undefined;
  readonly #unanswered: Unanswered;

  /** @param path a file path, created with its folder if missing, or `:memory:`. */
  constructor(path: string) {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS documents (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        json TEXT NOT NULL,
        UNIQUE (collection, id)
      ) STRICT;
    `);
    this.#unanswered = new Unanswered(this);
    this.#unanswered.takeBack();
  }

  collection<T extends object>(name: string): Collection<T> {
    return new Collection<T>(this, name);
  }

  /** Runs `work` atomically; nested calls join the outer transaction. A throw undoes everything. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#database.exec("BEGIN IMMEDIATE");
    this.#depth++;
    let result: T;
    try {
      result = work();
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      this.#changed = new Set();
      throw error;
    } finally {
      this.#depth--;
    }
    this.#publish();
    return result;
  }

  /**
   * Like `transaction`, and returns how to take its documents' changes back later: what the edge
   * refuses to serve must not stay stored. Rows that a module keeps by itself are not covered.
   */
  undoable<T>(work: () => T): { result: T; undo: () => void } {
    const before = new Map<string, StoredRow>();
    const outer = this.#before;
    this.#before = before;
    try {
      return { result: this.transaction(work), undo: () => this.#restore(before) };
    } finally {
      this.#before = outer;
    }
  }

  /**
   * Runs a request to an emulated vendor whose client must be able to tell, after a kill, what
   * became of it: until it ends, the next start takes its documents' changes back.
   * @param acknowledge runs in the transaction that makes the changes lasting; not where there are
   *   none.
   */
  answering<T>(work: () => Promise<T>, acknowledge: (result: T) => void): Promise<T> {
    return this.#unanswered.run(work, acknowledge);
  }

  /**
   * Notes how a document was before a change, while `undoable` or `answering` run.
   * @param after its new text; null where it goes.
   */
  remember(collection: string, id: string, after: string | null): void {
    const request = this.#unanswered.current;
    if (request) this.#unanswered.note(request, { collection, id }, after);
    const key = JSON.stringify([collection, id]);
    if (!this.#before || this.#before.has(key)) return;
    const row = this.prepare(
      "SELECT sequence, json FROM documents WHERE collection = ? AND id = ?",
    ).get(collection, id);
    this.#before.set(key, { collection, id, row });
  }

  /** Calls `listener` with the collections touched, after each commit. Returns the unsubscriber. */
  onCommit(listener: (collections: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A prepared statement, cached by its text. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs DDL for a module that keeps rows of its own (`CREATE TABLE IF NOT EXISTS …`). */
  define(sql: string): void {
    this.#database.exec(sql);
  }

  /** Says that `collection` changed, for modules that write rows of their own. */
  touch(collection: string): void {
    const request = this.#unanswered.current;
    if (request) request.hasChanged = true;
    this.#changed.add(collection);
    if (this.#depth === 0) this.#publish();
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #restore(before: Map<string, StoredRow>): void {
    this.transaction(() => {
      for (const { collection, id, row } of before.values()) {
        this.prepare("DELETE FROM documents WHERE collection = ? AND id = ?").run(collection, id);
        if (row !== undefined) {
          this.prepare(
            "INSERT INTO documents (sequence, collection, id, json) VALUES (?, ?, ?, ?)",
          ).run(Number(row.sequence), collection, id, String(row.json));
        }
        this.touch(collection);
      }
    });
  }

  #publish(): void {
    if (this.#changed.size === 0) return;
    const changed = this.#changed;
    this.#changed = new Set();
    for (const listener of this.#listeners) listener(changed);
  }
}

interface StoredRow {
  collection: string;
  id: string;
  /** Undefined where there was no such document. */
  row: Record<string, unknown> | undefined;
}

/** Documents of one kind by id, listed in the order in which they were first put. */
export class Collection<T extends object> {
  readonly #store: Store;
  readonly #name: string;

  constructor(store: Store, name: string) {
    this.#store = store;
    this.#name = name;
  }

  get(id: string): T | undefined {
    const row = this.#store
      .prepare("SELECT json FROM documents WHERE collection = ? AND id = ?")
      .get(this.#name, id);
    return row === undefined ? undefined : parse<T>(row);
  }

  list(): T[] {
    return this.#store
      .prepare("SELECT json FROM documents WHERE collection = ? ORDER BY sequence")
      .all(this.#name)
      .map(parse<T>);
  }

  find(matches: (document: T) => boolean): T | undefined {
    return this.list().find(matches);
  }

  filter(matches: (document: T) => boolean): T[] {
    return this.list().filter(matches);
  }

  /** Inserts or replaces; a replaced document keeps its place in the order. */
  put(id: string, document: T): T {
    const json = JSON.stringify(document);
    this.#store.transaction(() => {
      this.#store.remember(this.#name, id, json);
      this.#store
        .prepare(
          `INSERT INTO documents (collection, id, json) VALUES (?, ?, ?)
           ON CONFLICT (collection, id) DO UPDATE SET json = excluded.json`,
        )
        .run(this.#name, id, json);
      this.#store.touch(this.#name);
    });
    return document;
  }

  /** @returns whether there was such a document. */
  delete(id: string): boolean {
    return this.#store.transaction(() => {
      this.#store.remember(this.#name, id, null);
      const { changes } = this.#store
        .prepare("DELETE FROM documents WHERE collection = ? AND id = ?")
        .run(this.#name, id);
      if (changes > 0) this.#store.touch(this.#name);
      return changes > 0;
    });
  }
}

function parse<T>(row: Record<string, unknown>): T {
  return JSON.parse(String(row.json)) as T;
}
