import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder = "";

/**
 * Keeps what a run compiles for as long as the run: each of its checkouts has a path of its own,
 * at which nobody looks for compiled modules again.
 */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), "slipway-compile-cache-"));
  process.env.NODE_COMPILE_CACHE = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
