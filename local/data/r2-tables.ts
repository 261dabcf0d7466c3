import type { Store } from "../store.ts";
import type { R2Object } from "./contract.ts";
import type { StoredPart } from "./r2-parts.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS r2_objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS r2_object_parts (
    bucket TEXT NOT NULL, key TEXT NOT NULL, part INTEGER NOT NULL,
    blob TEXT NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (bucket, key, part)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS r2_object_blobs ON r2_object_parts (blob);
  CREATE TABLE IF NOT EXISTS r2_uploads (
    id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL,
    state TEXT NOT NULL, json TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS r2_upload_parts (
    upload TEXT NOT NULL, part INTEGER NOT NULL,
    blob TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
    PRIMARY KEY (upload, part)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS r2_upload_blobs ON r2_upload_parts (blob);
`;

/** The rows of R2 objects and of the parts that their bytes lie in. */
export class R2Tables {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.define(SCHEMA);
  }

  transaction<T>(work: () => T): T {
    return this.#store.transaction(work);
  }

  object(bucket: string, key: string): R2Object | undefined {
    const row = this.#store
      .prepare("SELECT json FROM r2_objects WHERE bucket = ? AND key = ?")
      .get(bucket, key);
    return row && parseObject(row);
  }

  parts(bucket: string, key: string): StoredPart[] {
    return this.#store
      .prepare("SELECT blob, size FROM r2_object_parts WHERE bucket = ? AND key = ? ORDER BY part")
      .all(bucket, key)
      .map((row) => ({ blob: String(row.blob), sizeBytes: Number(row.size) }));
  }

  /** @returns the blobs that the replaced object had. */
  putObject(bucket: string, object: R2Object, parts: readonly StoredPart[]): string[] {
    const replaced = this.deleteObject(bucket, object.key);
    this.#store
      .prepare("INSERT INTO r2_objects VALUES (?, ?, ?, ?)")
      .run(bucket, object.key, object.sizeBytes, JSON.stringify(object));
    parts.forEach(({ blob, sizeBytes }, part) => {
      this.#store
        .prepare("INSERT INTO r2_object_parts VALUES (?, ?, ?, ?, ?)")
        .run(bucket, object.key, part, blob, sizeBytes);
    });
    this.#store.touch("data.r2");
    return replaced;
  }

  /** @returns the blobs that it had; none if there was no such object. */
  deleteObject(bucket: string, key: string): string[] {
    this.#store.prepare("DELETE FROM r2_objects WHERE bucket = ? AND key = ?").run(bucket, key);
    this.#store.touch("data.r2");
    return this.#store
      .prepare("DELETE FROM r2_object_parts WHERE bucket = ? AND key = ? RETURNING blob")
      .all(bucket, key)
      .map((row) => String(row.blob));
  }

  /** The first objects whose keys begin with `prefix` and come after `after`, in UTF-8 order. */
  objectsAfter(bucket: string, prefix: string, after: string, limit: number): R2Object[] {
    return this.#store
      .prepare(
        `SELECT json FROM r2_objects
         WHERE bucket = ?1 AND key >= ?2 AND key < ?2 || char(0x10FFFF) AND key > ?3
         ORDER BY key LIMIT ?4`,
      )
      .all(bucket, prefix, after, limit)
      .map(parseObject);
  }

  usage(bucket: string): { objects: number; bytes: number } {
    const row = this.#store
      .prepare(
        "SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes FROM r2_objects WHERE bucket = ?",
      )
      .get(bucket);
    return { objects: Number(row?.objects), bytes: Number(row?.bytes) };
  }

  /** @returns the blobs of everything that was in it, unfinished uploads included. */
  deleteBucket(bucket: string): string[] {
    this.#store.prepare("DELETE FROM r2_objects WHERE bucket = ?").run(bucket);
    const rows = [
      ...this.#store
        .prepare("DELETE FROM r2_object_parts WHERE bucket = ? RETURNING blob")
        .all(bucket),
      ...this.#store
        .prepare(
          `DELETE FROM r2_upload_parts
           WHERE upload IN (SELECT id FROM r2_uploads WHERE bucket = ?) RETURNING blob`,
        )
        .all(bucket),
    ];
    this.#store.prepare("DELETE FROM r2_uploads WHERE bucket = ?").run(bucket);
    this.#store.touch("data.r2");
    return rows.map((row) => String(row.blob));
  }
}

function parseObject(row: Record<string, unknown>): R2Object {
  return JSON.parse(String(row.json)) as R2Object;
}
