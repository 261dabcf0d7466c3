/**
 * The data plane: what Workers' bindings and the vendor's API share. Stores are plain modules over
 * `Store` and `Blobs` (no HTTP); `local/edge/bindings` speaks workerd's protocols over them and
 * `local/vendors/cloudflare` the public API.
 */
export interface DataPlane {
  kv: KvStore;
  d1: D1Store;
  r2: R2Store;
  queues: QueueStore;
  vectorize: VectorStore;
}

export interface KvEntry {
  value: Buffer;
  metadata: unknown;
  /** Unix seconds; null for never. */
  expiration: number | null;
}

export interface KvStore {
  get(namespaceId: string, key: string): KvEntry | undefined;
  put(
    namespaceId: string,
    key: string,
    value: Uint8Array,
    options?: { metadata?: unknown; expiration?: number | null },
  ): void;
  delete(namespaceId: string, key: string): void;
  /** Keys in UTF-8 order. `cursor` is opaque; absent when complete. */
  list(
    namespaceId: string,
    options: { prefix?: string; limit: number; cursor?: string },
  ): {
    keys: { name: string; expiration: number | null; metadata: unknown }[];
    cursor: string | null;
  };
  deleteNamespace(namespaceId: string): void;
}

export type D1Value = null | number | string | Uint8Array;

export interface D1Result {
  columns: string[];
  rows: D1Value[][];
  meta: {
    changes: number;
    last_row_id: number;
    changed_db: boolean;
    /** Bytes. */
    size_after: number;
    rows_read: number;
    rows_written: number;
    /** Milliseconds. */
    duration: number;
  };
}

export interface D1Store {
  /** Runs statements in one transaction: all or nothing. @throws D1Error with D1's wording. */
  batch(
    databaseId: string,
    statements: readonly { sql: string; params: readonly D1Value[] }[],
  ): D1Result[];
  /** Runs a text of many statements separated by semicolons, in one transaction. */
  exec(databaseId: string, sql: string): D1Result[];
  info(databaseId: string): { fileSizeBytes: number; tables: number };
  /** The point in time that a restore could return to. */
  bookmark(databaseId: string): string;
  deleteDatabase(databaseId: string): void;
}

export interface R2Store {
  deleteBucket(bucket: string): void;
  isEmpty(bucket: string): boolean;
}

export interface QueueMessage {
  id: string;
  body: Buffer;
  contentType: "text" | "bytes" | "json" | "v8";
  /** Milliseconds since the epoch. */
  timestampMs: number;
  attempts: number;
}

export interface QueueStore {
  send(
    queue: string,
    messages: readonly Pick<QueueMessage, "body" | "contentType">[],
    delaySeconds?: number,
  ): void;
  /** Messages that wait, delayed ones included. */
  backlog(queue: string): number;
  deleteQueue(queue: string): void;
}

export interface VectorStore {
  deleteIndex(index: string): void;
}
