import { createHash } from "node:crypto";
import type { Ids } from "../context.ts";
import type { Store } from "../store.ts";
import { R2Error } from "./r2-errors.ts";
import type { R2Parts, StoredPart } from "./r2-parts.ts";
import { r2Limits, validateUploadSize } from "./r2-rules.ts";
import type { R2PutMetadata } from "./r2-store.ts";

interface UploadedPart extends StoredPart {
  number: number;
  etag: string;
}

export interface FinishedUpload {
  parts: readonly StoredPart[];
  etag: string;
  metadata: R2PutMetadata;
  /** Blobs of parts that were uploaded and not named. */
  unused: string[];
}

/** Uploads in parts: any order, a part may be sent again, nothing is seen until it is complete. */
export class R2Multipart {
  readonly #store: Store;
  readonly #ids: Ids;
  readonly #parts: R2Parts;

  constructor(store: Store, ids: Ids, parts: R2Parts) {
    this.#store = store;
    this.#ids = ids;
    this.#parts = parts;
  }

  create(bucket: string, key: string, metadata: R2PutMetadata): string {
    const id = this.#ids.hex(64);
    this.#store
      .prepare("INSERT INTO r2_uploads VALUES (?, ?, ?, 'open', ?)")
      .run(id, bucket, key, JSON.stringify(metadata));
    return id;
  }

  /** @returns the part's etag, which `complete` asks for. @throws R2Error `no-such-upload` */
  uploadPart(bucket: string, key: string, id: string, number: number, bytes: Uint8Array): string {
    validateUploadSize(bytes.byteLength);
    if (!Number.isInteger(number) || number < 1 || number > r2Limits.parts) {
      throw new R2Error("invalid-part");
    }
    this.#open(bucket, key, id);
    const { blob, sizeBytes } = this.#parts.put(bytes);
    const etag = createHash("md5").update(bytes).digest("hex");
    const replaced = this.#store
      .prepare("SELECT blob FROM r2_upload_parts WHERE upload = ? AND part = ?")
      .get(id, number);
    this.#store
      .prepare("INSERT OR REPLACE INTO r2_upload_parts VALUES (?, ?, ?, ?, ?)")
      .run(id, number, blob, sizeBytes, etag);
    if (replaced) this.#parts.release([String(replaced.blob)]);
    return etag;
  }

  /** Takes the upload's parts out of it; call it in the transaction that puts the object. */
  finish(
    bucket: string,
    key: string,
    id: string,
    named: readonly { part: number; etag: string }[],
  ): FinishedUpload {
    const metadata = this.#open(bucket, key, id);
    const uploaded = this.#uploaded(id);
    const parts = named
      .map(({ part, etag }) => {
        const found = uploaded.find(({ number }) => number === part);
        if (found?.etag !== etag) throw new R2Error("invalid-part");
        return found;
      })
      .sort((one, other) => one.number - other.number);
    validatePartSizes(parts);
    this.#close(id, "complete");
    const used = new Set(parts);
    return {
      parts,
      etag: multipartEtag(parts),
      metadata,
      unused: uploaded.filter((part) => !used.has(part)).map(({ blob }) => blob),
    };
  }

  abort(bucket: string, key: string, id: string): void {
    const uploaded = this.#store.transaction(() => {
      this.#open(bucket, key, id);
      const parts = this.#uploaded(id);
      this.#close(id, "aborted");
      return parts;
    });
    this.#parts.release(uploaded.map(({ blob }) => blob));
  }

  #open(bucket: string, key: string, id: string): R2PutMetadata {
    const row = this.#store
      .prepare("SELECT state, json FROM r2_uploads WHERE id = ? AND bucket = ? AND key = ?")
      .get(id, bucket, key);
    if (row?.state !== "open") throw new R2Error("no-such-upload");
    return JSON.parse(String(row.json)) as R2PutMetadata;
  }

  #close(id: string, state: "complete" | "aborted"): void {
    this.#store.prepare("UPDATE r2_uploads SET state = ? WHERE id = ?").run(state, id);
    this.#store.prepare("DELETE FROM r2_upload_parts WHERE upload = ?").run(id);
  }

  #uploaded(id: string): UploadedPart[] {
    return this.#store
      .prepare("SELECT part, blob, size, etag FROM r2_upload_parts WHERE upload = ?")
      .all(id)
      .map((row) => ({
        number: Number(row.part),
        blob: String(row.blob),
        sizeBytes: Number(row.size),
        etag: String(row.etag),
      }));
  }
}

/** All but the last are of one size, of at least 5 MiB; the last is no larger. */
function validatePartSizes(parts: readonly UploadedPart[]): void {
  const last = parts.at(-1);
  if (last === undefined || new Set(parts).size !== parts.length)
    throw new R2Error("internal-error");
  const others = parts.slice(0, -1);
  if (others.some(({ sizeBytes }) => sizeBytes < r2Limits.partBytes)) {
    throw new R2Error("entity-too-small");
  }
  const [first = last] = others;
  const isEven = others.every(({ sizeBytes }) => sizeBytes === first.sizeBytes);
  if (!isEven || last.sizeBytes > first.sizeBytes) throw new R2Error("bad-upload");
}

function multipartEtag(parts: readonly UploadedPart[]): string {
  const hash = createHash("md5");
  for (const { etag } of parts) hash.update(etag, "hex");
  return `${hash.digest("hex")}-${parts.length}`;
}
