import type { Blobs } from "../blobs.ts";
import type { Clock, Ids } from "../context.ts";
import type { Store } from "../store.ts";
import type { R2Checksums, R2HttpMetadata, R2Object, R2ObjectBody } from "./contract.ts";
import { holds, type R2Conditional } from "./r2-conditional.ts";
import { R2Error } from "./r2-errors.ts";
import { listObjects, type R2Listing, type R2ListOptions } from "./r2-list.ts";
import { R2Multipart } from "./r2-multipart.ts";
import { R2Parts } from "./r2-parts.ts";
import {
  checkDigests,
  parseRangeHeader,
  type RangeRequest,
  resolveRange,
  validateCustomMetadata,
  validateObjectKey,
  validateUploadSize,
} from "./r2-rules.ts";
import { R2Tables } from "./r2-tables.ts";

export interface R2PutMetadata {
  httpMetadata?: R2HttpMetadata | undefined;
  customMetadata?: Record<string, string> | undefined;
  storageClass?: string | undefined;
}

export interface R2PutOptions extends R2PutMetadata {
  onlyIf?: R2Conditional | undefined;
  /** Digests that the bytes must have, in hex. */
  digests?: R2Checksums | undefined;
}

export interface R2GetOptions {
  onlyIf?: R2Conditional | undefined;
  range?: RangeRequest | undefined;
  /** A `Range` header; wins over `range`. */
  rangeHeader?: string | undefined;
}

/** The R2 buckets' objects: metadata in SQLite, bytes in files. Every write is durable on return. */
export class R2Store {
  readonly #tables: R2Tables;
  readonly #parts: R2Parts;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #multipart: R2Multipart;

  constructor(store: Store, blobs: Blobs, clock: Clock, ids: Ids) {
    this.#tables = new R2Tables(store);
    this.#parts = new R2Parts(blobs, store);
    this.#multipart = new R2Multipart(store, ids, this.#parts);
    this.#clock = clock;
    this.#ids = ids;
  }

  /** @throws R2Error */
  head(bucket: string, key: string): R2Object | undefined {
    validateObjectKey(key);
    return this.#tables.object(bucket, key);
  }

  /** @throws R2Error `precondition-failed` with the object in place; `invalid-range`. */
  get(bucket: string, key: string, options: R2GetOptions = {}): R2ObjectBody | undefined {
    const object = this.head(bucket, key);
    if (object === undefined) return undefined;
    if (options.onlyIf && !holds(options.onlyIf, object)) {
      throw new R2Error("precondition-failed", { object });
    }
    const range = this.#range(options, object.sizeBytes);
    return { object, range, body: this.#parts.read(this.#tables.parts(bucket, key), range) };
  }

  /** @throws R2Error `precondition-failed`, `bad-digest` and the limits'. */
  put(bucket: string, key: string, bytes: Uint8Array, options: R2PutOptions = {}): R2Object {
    validateObjectKey(key);
    validateUploadSize(bytes.byteLength);
    validateCustomMetadata(options.customMetadata ?? {});
    const checksums = checkDigests(bytes, options.digests ?? {});
    if (options.onlyIf && !holds(options.onlyIf, this.#tables.object(bucket, key))) {
      throw new R2Error("precondition-failed");
    }
    const part = this.#parts.put(bytes);
    const object = this.#describe(key, part.sizeBytes, checksums.md5 ?? "", options, checksums);
    const replaced = this.#tables.transaction(() => this.#tables.putObject(bucket, object, [part]));
    this.#parts.release(replaced);
    return object;
  }

  /** Keys without an object are no mistake. */
  delete(bucket: string, keys: readonly string[]): void {
    for (const key of keys) validateObjectKey(key);
    const blobs = this.#tables.transaction(() =>
      keys.flatMap((key) => this.#tables.deleteObject(bucket, key)),
    );
    this.#parts.release(blobs);
  }

  list(bucket: string, options: R2ListOptions = {}): R2Listing {
    return listObjects(this.#tables, bucket, options);
  }

  /** @returns the upload's id. */
  createMultipartUpload(bucket: string, key: string, metadata: R2PutMetadata = {}): string {
    validateObjectKey(key);
    validateCustomMetadata(metadata.customMetadata ?? {});
    return this.#multipart.create(bucket, key, metadata);
  }

  /** @returns the part's etag. */
  uploadPart(bucket: string, key: string, id: string, part: number, bytes: Uint8Array): string {
    return this.#multipart.uploadPart(bucket, key, id, part, bytes);
  }

  completeMultipartUpload(
    bucket: string,
    key: string,
    id: string,
    named: readonly { part: number; etag: string }[],
  ): R2Object {
    const { object, unused } = this.#tables.transaction(() => {
      const upload = this.#multipart.finish(bucket, key, id, named);
      const sizeBytes = upload.parts.reduce((sum, part) => sum + part.sizeBytes, 0);
      const completed = this.#describe(key, sizeBytes, upload.etag, upload.metadata, {});
      const replaced = this.#tables.putObject(bucket, completed, upload.parts);
      return { object: completed, unused: [...replaced, ...upload.unused] };
    });
    this.#parts.release(unused);
    return object;
  }

  abortMultipartUpload(bucket: string, key: string, id: string): void {
    this.#multipart.abort(bucket, key, id);
  }

  usage(bucket: string): { objects: number; bytes: number } {
    return this.#tables.usage(bucket);
  }

  deleteBucket(bucket: string): void {
    this.#parts.release(this.#tables.transaction(() => this.#tables.deleteBucket(bucket)));
  }

  #range(options: R2GetOptions, sizeBytes: number): { offset: number; length: number } {
    const whole = { offset: 0, length: sizeBytes };
    if (options.rangeHeader !== undefined) {
      return parseRangeHeader(options.rangeHeader, sizeBytes) ?? whole;
    }
    return options.range === undefined ? whole : resolveRange(options.range, sizeBytes);
  }

  #describe(
    key: string,
    sizeBytes: number,
    etag: string,
    metadata: R2PutMetadata,
    checksums: R2Checksums,
  ): R2Object {
    return {
      key,
      version: this.#ids.hex(16),
      sizeBytes,
      etag,
      uploadedMs: this.#clock.now().getTime(),
      httpMetadata: metadata.httpMetadata ?? {},
      customMetadata: metadata.customMetadata ?? {},
      checksums,
      storageClass: metadata.storageClass ?? "Standard",
    };
  }
}
