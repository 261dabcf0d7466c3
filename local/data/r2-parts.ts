import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { Blobs } from "../blobs.ts";
import type { Store } from "../store.ts";
import type { R2Range } from "./contract.ts";

/** Up to this size a body is read at once. */
const BUFFERED_BYTES = 1024 * 1024;

export interface StoredPart {
  blob: string;
  sizeBytes: number;
}

/** The bytes of objects. A blob goes with the last object or upload that has it, once nobody reads it. */
export class R2Parts {
  readonly #blobs: Blobs;
  readonly #store: Store;
  readonly #readers = new Map<string, number>();
  readonly #released = new Set<string>();

  constructor(blobs: Blobs, store: Store) {
    this.#blobs = blobs;
    this.#store = store;
  }

  put(bytes: Uint8Array): StoredPart {
    return { blob: this.#blobs.put(bytes), sizeBytes: bytes.byteLength };
  }

  read(parts: readonly StoredPart[], range: R2Range): Buffer | Readable {
    const slices = sliceParts(parts, range);
    if (range.length <= BUFFERED_BYTES) {
      return Buffer.concat(slices.map(({ blob, start, end }) => this.#slice(blob, start, end)));
    }
    for (const { blob } of slices) this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1);
    const body = Readable.from(this.#stream(slices), { objectMode: false });
    body.once("close", () => this.#leave(slices.map(({ blob }) => blob)));
    return body;
  }

  /** Removes the blobs that nothing refers to; call it after the commit that dropped them. */
  release(blobs: Iterable<string>): void {
    for (const blob of new Set(blobs)) {
      if (this.#isReferred(blob)) continue;
      if (this.#readers.has(blob)) this.#released.add(blob);
      else this.#blobs.delete(blob);
    }
  }

  #slice(blob: string, start: number, end: number): Buffer {
    return this.#blobs.get(blob).subarray(start, end);
  }

  async *#stream(slices: readonly Slice[]): AsyncGenerator<Buffer> {
    for (const { blob, start, end } of slices) {
      // `end` of a read stream is the last byte itself.
      yield* createReadStream(this.#blobs.path(blob), { start, end: end - 1 });
    }
  }

  #leave(blobs: readonly string[]): void {
    for (const blob of blobs) {
      const readers = (this.#readers.get(blob) ?? 1) - 1;
      if (readers > 0) this.#readers.set(blob, readers);
      else this.#readers.delete(blob);
    }
    const released = blobs.filter((blob) => this.#released.delete(blob));
    this.release(released);
  }

  #isReferred(blob: string): boolean {
    const row = this.#store
      .prepare(
        `SELECT EXISTS (SELECT 1 FROM r2_object_parts WHERE blob = ?1)
             OR EXISTS (SELECT 1 FROM r2_upload_parts WHERE blob = ?1) AS referred`,
      )
      .get(blob);
    return row?.referred === 1;
  }
}

interface Slice {
  blob: string;
  start: number;
  /** One past the last byte. */
  end: number;
}

function sliceParts(parts: readonly StoredPart[], range: R2Range): Slice[] {
  const slices: Slice[] = [];
  let offset = 0;
  for (const { blob, sizeBytes } of parts) {
    const start = Math.max(range.offset - offset, 0);
    const end = Math.min(range.offset + range.length - offset, sizeBytes);
    if (start < end) slices.push({ blob, start, end });
    offset += sizeBytes;
  }
  return slices;
}
