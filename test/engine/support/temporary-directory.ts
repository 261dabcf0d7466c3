import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder of the running test's own, removed after it. */
export function useTemporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "slipway-engine-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
