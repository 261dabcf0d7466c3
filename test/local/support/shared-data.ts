import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { TestContext } from "vitest";

/** Folder of recorded traffic and published schemas: `SLIPWAY_SHARED`, else `../shared`. */
const folder = process.env.SLIPWAY_SHARED ?? resolve(import.meta.dirname, "../../../../shared");

/** Skips the calling test, saying why, where a file of that folder is not here. */
export function needsShared({ skip }: TestContext, path: string): void {
  const file = join(folder, path);
  skip(!existsSync(file), `${file} is not here; SLIPWAY_SHARED names the folder of shared data.`);
}

export function readShared(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}
