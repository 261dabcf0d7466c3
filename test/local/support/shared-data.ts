import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Folder of recorded traffic and published schemas: `SLIPWAY_SHARED`, else `../shared`. */
const folder = process.env.SLIPWAY_SHARED ?? resolve(import.meta.dirname, "../../../../shared");

/** Whether a file of that folder is here; tests that compare with it are skipped elsewhere. */
export function hasShared(path: string): boolean {
  return existsSync(join(folder, path));
}

export function readShared(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}
