import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../context.ts";
import type { Store } from "../store.ts";
import type { D1Result, D1Statement } from "./contract.ts";
import { D1Database } from "./d1-database.ts";
import { D1Error } from "./d1-error.ts";
import { D1TimeTravel, formatBookmark } from "./d1-time-travel.ts";
import { type DumpOptions, dumpSql } from "./sql-dump.ts";

/** The D1 databases: one file each, opened at first use with one connection. */
export class D1Store {
  readonly #directory: string;
  readonly #store: Store;
  readonly #open = new Map<string, D1Database>();
  readonly #timeTravel: D1TimeTravel;

  constructor(directory: string, store: Store, clock: Clock) {
    this.#directory = directory;
    this.#store = store;
    this.#timeTravel = new D1TimeTravel(directory, store, clock);
    mkdirSync(directory, { recursive: true });
  }

  /**
   * Runs the statements in one transaction: all or nothing.
   * @returns for each entry the results of the statements in its text.
   * @throws D1Error with D1's wording.
   */
  query(databaseId: string, statements: readonly D1Statement[]): D1Result[][] {
    const results = this.#database(databaseId).run(statements);
    if (results.flat().some(({ meta }) => meta.changed_db)) this.#store.touch("data.d1");
    return results;
  }

  info(databaseId: string): { fileSizeBytes: number; tables: number } {
    return this.#database(databaseId).info();
  }

  /** Names the state that the database has now; grows with every change, in text order. */
  bookmark(databaseId: string): string {
    return formatBookmark(databaseId, this.#database(databaseId).changes());
  }

  /** A bookmark to which `restore` can return, whatever is written after. */
  keepBookmark(databaseId: string): string {
    const bookmark = this.bookmark(databaseId);
    this.#timeTravel.keep(databaseId, bookmark, this.#database(databaseId));
    return bookmark;
  }

  /** The newest kept bookmark of that time or before. */
  bookmarkAt(databaseId: string, time: Date): string | undefined {
    return this.#timeTravel.at(databaseId, time);
  }

  /**
   * Puts the database back to a kept bookmark.
   * @returns the bookmark of the state that was left, kept so that the restore can be undone.
   * @throws D1Error when the bookmark was not kept.
   */
  restore(databaseId: string, bookmark: string): { previousBookmark: string; bookmark: string } {
    if (!this.#timeTravel.has(databaseId, bookmark)) {
      throw new D1Error(
        `No history available for bookmark ${bookmark}. The local cloud keeps the states whose bookmarks were asked for.`,
      );
    }
    const previousBookmark = this.keepBookmark(databaseId);
    const changes = this.#database(databaseId).changes();
    this.#close(databaseId);
    this.#timeTravel.restore(databaseId, bookmark, this.#path(databaseId));
    this.#database(databaseId).continueFrom(changes);
    this.#store.touch("data.d1");
    return { previousBookmark, bookmark: this.keepBookmark(databaseId) };
  }

  /** The database as SQL text. */
  dump(databaseId: string, options: DumpOptions = {}): string {
    return Array.from(dumpSql(this.#database(databaseId), options)).join("\n");
  }

  deleteDatabase(databaseId: string): void {
    this.#close(databaseId);
    for (const suffix of ["", "-wal", "-shm"]) {
      rmSync(this.#path(databaseId) + suffix, { force: true });
    }
    this.#timeTravel.forget(databaseId);
    this.#store.touch("data.d1");
  }

  close(): void {
    for (const databaseId of [...this.#open.keys()]) this.#close(databaseId);
  }

  #database(databaseId: string): D1Database {
    let database = this.#open.get(databaseId);
    if (!database) {
      database = new D1Database(this.#path(databaseId));
      this.#open.set(databaseId, database);
    }
    return database;
  }

  #close(databaseId: string): void {
    this.#open.get(databaseId)?.close();
    this.#open.delete(databaseId);
  }

  #path(databaseId: string): string {
    // The id comes from a binding or a URL: it must not lead out of the folder.
    if (!/^[\w-]{1,64}$/.test(databaseId)) {
      throw new D1Error(`The request is malformed: failed to decode id "${databaseId}".`);
    }
    return join(this.#directory, `${databaseId}.sqlite`);
  }
}
