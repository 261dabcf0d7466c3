import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** Content-addressed files (Worker modules, assets, R2 objects): written once, never changed. */
export class Blobs {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Stores `bytes` durably and returns their SHA-256 in hex. */
  put(bytes: Uint8Array): string {
    const hash = createHash("sha256").update(bytes).digest("hex");
    const path = this.path(hash);
    if (existsSync(path)) return hash;
    mkdirSync(join(this.#directory, hash.slice(0, 2)), { recursive: true });
    const temporary = `${path}.${randomUUID()}`;
    const file = openSync(temporary, "wx");
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(file, bytes, written);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    return hash;
  }

  /** @throws when there is no blob of that hash: a reference without its bytes is a bug. */
  get(hash: string): Buffer {
    return readFileSync(this.path(hash));
  }

  has(hash: string): boolean {
    return existsSync(this.path(hash));
  }

  /** Removes a blob to which nothing refers any more. */
  delete(hash: string): void {
    rmSync(this.path(hash), { force: true });
  }

  path(hash: string): string {
    return join(this.#directory, hash.slice(0, 2), hash);
  }
}
