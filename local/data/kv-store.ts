import type { Clock } from "../context.ts";
import type { Store } from "../store.ts";
import type { KvEntry, KvKey, KvPutOptions } from "./contract.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import {
  KvError,
  kvLimits,
  resolveExpiration,
  validateKey,
  validateKeyLength,
  validateListLimit,
  validateMetadata,
  validateValue,
} from "./kv-rules.ts";

/**
 * The KV namespaces' values. A read sees the last write at once: the edge caches of the real KV
 * (stale for 60 s and more) are not emulated. One key takes one write per second, as the real one.
 * @see https://developers.cloudflare.com/kv/platform/limits/
 */
export class KvStore {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    store.define(`
      CREATE TABLE IF NOT EXISTS kv_entries (
        namespace TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, metadata TEXT,
        expiration INTEGER, written_ms INTEGER NOT NULL,
        PRIMARY KEY (namespace, key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS kv_expirations ON kv_entries (expiration)
        WHERE expiration IS NOT NULL;
    `);
  }

  /** @throws KvError for an impossible key. */
  get(namespace: string, key: string): KvEntry | undefined {
    validateKey(key);
    const row = this.#store
      .prepare(
        `SELECT value, metadata, expiration FROM kv_entries
         WHERE namespace = ? AND key = ? AND (expiration IS NULL OR expiration > ?)`,
      )
      .get(namespace, key, this.#nowSeconds());
    if (row === undefined) return undefined;
    return { value: Buffer.from(row.value as Uint8Array), ...describeRow(row) };
  }

  /** @throws KvError when a limit is broken or the key was written within the last second. */
  put(namespace: string, key: string, value: Uint8Array, options: KvPutOptions = {}): void {
    validateKey(key);
    validateValue(value);
    if (options.metadata != null) validateMetadata(options.metadata);
    const nowMs = this.#clock.now().getTime();
    const expiration = resolveExpiration(options, Math.floor(nowMs / 1000));
    this.#refuseRapidWrite(namespace, key, nowMs);
    if (expiration !== null) this.#purgeExpired();
    this.#store
      .prepare("INSERT OR REPLACE INTO kv_entries VALUES (?, ?, ?, ?, ?, ?)")
      .run(namespace, key, value, options.metadata ?? null, expiration, nowMs);
    this.#store.touch("data.kv");
  }

  delete(namespace: string, key: string): void {
    validateKey(key);
    this.#store
      .prepare("DELETE FROM kv_entries WHERE namespace = ? AND key = ?")
      .run(namespace, key);
    this.#store.touch("data.kv");
  }

  /** Keys in UTF-8 order; `cursor` is null when there are no more. */
  list(
    namespace: string,
    options: { prefix?: string | undefined; limit?: number; cursor?: string | undefined } = {},
  ): { keys: KvKey[]; cursor: string | null } {
    const { prefix = "", limit = kvLimits.listKeys } = options;
    validateListLimit(limit);
    validateKeyLength(prefix);
    const rows = this.#store
      .prepare(
        `SELECT key, metadata, expiration FROM kv_entries
         WHERE namespace = ?1 AND key >= ?2 AND key > ?3 AND key < ?2 || char(0x10FFFF)
           AND (expiration IS NULL OR expiration > ?4)
         ORDER BY key LIMIT ?5`,
      )
      .all(namespace, prefix, startAfter(options.cursor), this.#nowSeconds(), limit + 1);
    const keys = rows
      .slice(0, limit)
      .map((row) => ({ name: String(row.key), ...describeRow(row) }));
    const last = keys.at(-1);
    return { keys, cursor: rows.length > limit && last ? encodeCursor(last.name) : null };
  }

  usage(namespace: string): { keys: number; bytes: number } {
    const row = this.#store
      .prepare(
        `SELECT count(*) AS keys, coalesce(sum(length(value)), 0) AS bytes FROM kv_entries
         WHERE namespace = ? AND (expiration IS NULL OR expiration > ?)`,
      )
      .get(namespace, this.#nowSeconds());
    return { keys: Number(row?.keys), bytes: Number(row?.bytes) };
  }

  deleteNamespace(namespace: string): void {
    this.#store.prepare("DELETE FROM kv_entries WHERE namespace = ?").run(namespace);
    this.#store.touch("data.kv");
  }

  #refuseRapidWrite(namespace: string, key: string, nowMs: number): void {
    const row = this.#store
      .prepare("SELECT written_ms FROM kv_entries WHERE namespace = ? AND key = ?")
      .get(namespace, key);
    if (row === undefined || nowMs - Number(row.written_ms) >= 1000 / kvLimits.writesPerSecond) {
      return;
    }
    throw new KvError("write-too-soon", "Too Many Requests");
  }

  #purgeExpired(): void {
    this.#store.prepare("DELETE FROM kv_entries WHERE expiration <= ?").run(this.#nowSeconds());
  }

  #nowSeconds(): number {
    return Math.floor(this.#clock.now().getTime() / 1000);
  }
}

function describeRow(row: Record<string, unknown>): Omit<KvEntry, "value"> {
  return {
    metadata: row.metadata === null ? null : String(row.metadata),
    expiration: row.expiration === null ? null : Number(row.expiration),
  };
}

function startAfter(cursor: string | undefined): string {
  if (cursor === undefined || cursor === "") return "";
  const key = decodeCursor(cursor);
  if (key === undefined) throw new KvError("invalid-cursor", `Invalid cursor "${cursor}".`);
  return key;
}
