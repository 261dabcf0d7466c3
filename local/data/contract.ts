import type { Readable } from "node:stream";
import type { D1Store } from "./d1-store.ts";
import type { KvStore } from "./kv-store.ts";
import type { QueueStore } from "./queue-store.ts";
import type { R2Store } from "./r2-store.ts";
import type { VectorStore } from "./vector-store.ts";

/**
 * The data plane: what Workers' bindings and the vendor's API share. Stores are plain modules over
 * SQLite and files (no HTTP); `local/edge/bindings` speaks workerd's protocols over them and
 * `local/vendors/cloudflare/storage` the public API.
 */
export interface DataPlane {
  readonly kv: KvStore;
  readonly d1: D1Store;
  readonly r2: R2Store;
  readonly queues: QueueStore;
  readonly vectorize: VectorStore;
  /** Closes the files of its own; the store is the caller's. */
  close(): void;
}

export interface KvEntry {
  value: Buffer;
  /** JSON text as it was given; null for none. */
  metadata: string | null;
  /** Unix seconds; null for never. */
  expiration: number | null;
}

export interface KvPutOptions {
  /** JSON text of at most 1,024 bytes. */
  metadata?: string | null;
  /** Unix seconds, at least 60 s ahead; loses against `expirationTtl`. */
  expiration?: number | null;
  /** Seconds, at least 60. */
  expirationTtl?: number | null;
}

export interface KvKey {
  name: string;
  metadata: string | null;
  expiration: number | null;
}

export type D1Value = null | number | string | Uint8Array;

export interface D1Statement {
  /** One statement or several; parameters belong to the last. */
  sql: string;
  params: readonly D1Value[];
}

export interface D1Result {
  columns: string[];
  rows: D1Value[][];
  meta: {
    changes: number;
    last_row_id: number;
    changed_db: boolean;
    /** Bytes. */
    size_after: number;
    /** Rows answered: SQLite does not tell how many it scanned. */
    rows_read: number;
    /** Rows changed, without index entries. */
    rows_written: number;
    /** Milliseconds. */
    duration: number;
  };
}

export interface R2HttpMetadata {
  contentType?: string;
  contentLanguage?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  cacheControl?: string;
  /** Milliseconds since the epoch. */
  cacheExpiry?: number;
}

/** Digests in lower-case hex. */
export type R2Checksums = Partial<Record<"md5" | "sha1" | "sha256" | "sha384" | "sha512", string>>;

export interface R2Object {
  key: string;
  /** 32 hex digits, new with every put. */
  version: string;
  sizeBytes: number;
  etag: string;
  /** Milliseconds since the epoch. */
  uploadedMs: number;
  httpMetadata: R2HttpMetadata;
  customMetadata: Record<string, string>;
  checksums: R2Checksums;
  storageClass: string;
}

/** A part of an object, as it was cut by the request's range. */
export interface R2Range {
  offset: number;
  length: number;
}

export interface R2ObjectBody {
  object: R2Object;
  range: R2Range;
  body: Buffer | Readable;
}

export type QueueContentType = "text" | "bytes" | "json" | "v8";

export interface QueueMessage {
  /** 32 hex digits. */
  id: string;
  body: Buffer;
  contentType: QueueContentType;
  /** Milliseconds since the epoch, when it was sent. */
  timestampMs: number;
  /** Deliveries so far, the one at hand included. */
  attempts: number;
}

export interface LeasedMessage extends QueueMessage {
  leaseId: string;
}

export type VectorMetric = "cosine" | "euclidean" | "dot-product";

export interface Vector {
  id: string;
  values: number[];
  namespace?: string;
  metadata?: Record<string, unknown>;
}
