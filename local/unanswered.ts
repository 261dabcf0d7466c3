import { AsyncLocalStorage } from "node:async_hooks";
import type { Store } from "./store.ts";

/** A request whose changes are noted until it is answered. */
interface OpenRequest {
  readonly number: number;
  isOpen: boolean;
  hasChanged: boolean;
}

/**
 * Notes how documents were before a request that is not answered yet changed them, in the
 * transactions of these changes. A request that a kill cut off is taken back at the next start:
 * of what was made and of what remembers it, there are both or neither.
 */
export class Unanswered {
  readonly #store: Store;
  readonly #requests = new AsyncLocalStorage<OpenRequest>();
  #count = 0;

  constructor(store: Store) {
    this.#store = store;
    store.define(`
      CREATE TABLE IF NOT EXISTS unanswered (
        request INTEGER NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL,
        sequence INTEGER, json TEXT, after TEXT,
        UNIQUE (request, collection, id)
      ) STRICT;
    `);
  }

  /** @returns undefined outside of a noted request, and once it is answered. */
  get current(): OpenRequest | undefined {
    const request = this.#requests.getStore();
    return request?.isOpen === true ? request : undefined;
  }

  /**
   * Aggregates give a row of nulls where there is no document yet.
   * @param after the document's new text; null where it goes.
   */
  note(request: OpenRequest, key: { collection: string; id: string }, after: string | null): void {
    this.#store
      .prepare(
        `INSERT INTO unanswered (request, collection, id, sequence, json, after)
         SELECT ?1, ?2, ?3, max(sequence), max(json), ?4
         FROM documents WHERE collection = ?2 AND id = ?3
         ON CONFLICT (request, collection, id) DO UPDATE SET after = excluded.after`,
      )
      .run(request.number, key.collection, key.id, after);
  }

  /**
   * Runs a request. When it ends its changes stay, and `acknowledge` adds its own to the same
   * transaction.
   * @param acknowledge is left out where the request changed nothing or threw.
   */
  async run<T>(work: () => Promise<T>, acknowledge: (result: T) => void): Promise<T> {
    const request: OpenRequest = { number: ++this.#count, isOpen: true, hasChanged: false };
    try {
      const result = await this.#requests.run(request, work);
      request.isOpen = false;
      this.#keep(request, () => acknowledge(result));
      return result;
    } catch (error) {
      request.isOpen = false;
      this.#keep(request, () => {});
      throw error;
    }
  }

  #keep(request: OpenRequest, acknowledge: () => void): void {
    if (!request.hasChanged) return;
    this.#store.transaction(() => {
      acknowledge();
      this.#store.prepare("DELETE FROM unanswered WHERE request = ?").run(request.number);
    });
  }

  /** A document that another request has changed since stays as that one left it. */
  takeBack(): void {
    const rows = this.#store.prepare("SELECT * FROM unanswered ORDER BY rowid DESC").all();
    if (rows.length === 0) return;
    this.#store.transaction(() => {
      for (const { collection, id, sequence, json, after } of rows) {
        const key = [String(collection), String(id)];
        const now = this.#store
          .prepare("SELECT json FROM documents WHERE collection = ? AND id = ?")
          .get(...key);
        if ((now?.json ?? null) !== after) continue;
        this.#store.prepare("DELETE FROM documents WHERE collection = ? AND id = ?").run(...key);
        if (json === null || json === undefined) continue;
        this.#store
          .prepare("INSERT INTO documents (sequence, collection, id, json) VALUES (?, ?, ?, ?)")
          .run(Number(sequence), ...key, String(json));
      }
      this.#store.prepare("DELETE FROM unanswered").run();
    });
  }
}
