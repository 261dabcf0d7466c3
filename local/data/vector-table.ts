import type { Store } from "../store.ts";
import type { Vector } from "./contract.ts";
import type { IndexedMetadata } from "./vector-filter.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS vectors (
    index_name TEXT NOT NULL, id TEXT NOT NULL, namespace TEXT NOT NULL,
    vector BLOB NOT NULL, metadata TEXT, indexed TEXT NOT NULL,
    PRIMARY KEY (index_name, id)
  ) STRICT;
`;

export interface StoredVector {
  id: string;
  /** Empty for none. */
  namespace: string;
  values: Float32Array;
  metadata: Record<string, unknown> | undefined;
  indexed: IndexedMetadata;
}

/** The vectors' rows: single precision, as Vectorize keeps them. */
export class VectorTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(SCHEMA);
  }

  /** @returns whether it was written: an existing one stays unless `replaces`. */
  put(index: string, vector: Vector, indexed: IndexedMetadata, replaces: boolean): boolean {
    const { changes } = this.#store
      .prepare(
        `INSERT OR ${replaces ? "REPLACE" : "IGNORE"} INTO vectors VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(
        index,
        vector.id,
        vector.namespace ?? "",
        new Uint8Array(Float32Array.from(vector.values).buffer),
        vector.metadata === undefined ? null : JSON.stringify(vector.metadata),
        JSON.stringify(indexed),
      );
    return changes > 0;
  }

  get(index: string, id: string): StoredVector | undefined {
    const row = this.#store
      .prepare("SELECT * FROM vectors WHERE index_name = ? AND id = ?")
      .get(index, id);
    return row && parse(row);
  }

  all(index: string): StoredVector[] {
    return this.#store
      .prepare("SELECT * FROM vectors WHERE index_name = ? ORDER BY id")
      .all(index)
      .map(parse);
  }

  /** Ids in order, after `after`. */
  ids(index: string, after: string, limit: number): string[] {
    return this.#store
      .prepare("SELECT id FROM vectors WHERE index_name = ? AND id > ? ORDER BY id LIMIT ?")
      .all(index, after, limit)
      .map((row) => String(row.id));
  }

  count(index: string): number {
    const row = this.#store
      .prepare("SELECT count(*) AS vectors FROM vectors WHERE index_name = ?")
      .get(index);
    return Number(row?.vectors);
  }

  delete(index: string, id: string): void {
    this.#store.prepare("DELETE FROM vectors WHERE index_name = ? AND id = ?").run(index, id);
  }

  deleteAll(index: string): void {
    this.#store.prepare("DELETE FROM vectors WHERE index_name = ?").run(index);
  }
}

function parse(row: Record<string, unknown>): StoredVector {
  // A copy: the bytes may begin at an address at which no number may.
  const bytes = Uint8Array.from(row.vector as Uint8Array);
  return {
    id: String(row.id),
    namespace: String(row.namespace),
    values: new Float32Array(bytes.buffer),
    metadata:
      row.metadata === null
        ? undefined
        : (JSON.parse(String(row.metadata)) as Record<string, unknown>),
    indexed: JSON.parse(String(row.indexed)) as IndexedMetadata,
  };
}
