import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Where a run keeps what it compiles, for as long as it lasts: each of its checkouts has a path of
 * its own, at which nobody looks for compiled modules again.
 */
export const compileCache = join(tmpdir(), `slipway-compile-cache-${process.pid}`);

export function teardown(): void {
  rmSync(compileCache, { recursive: true, force: true });
}
