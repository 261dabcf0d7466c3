import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../cli/commands/local/options.ts";
import { localReset } from "../../cli/commands/local/reset.ts";
import { Output } from "../../cli/output.ts";
import { DataFolder } from "../../local/data-folder.ts";
import { usePrinted } from "./printed.ts";

function useFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "slipway-reset-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** @returns what standard output says. */
async function reset(data: string, options: { dryRun?: boolean } = {}): Promise<string> {
  const printed = usePrinted();
  await localReset.execute({ args: [], data, ...options }, new Output({ json: false }));
  return printed.stdout;
}

test("a reset deletes what a local cloud keeps", async () => {
  const data = useFolder();
  new DataFolder(data).identity();
  expect(await reset(data, { dryRun: true })).toContain("Would stop");
  expect(existsSync(data)).toBe(true);
  expect(await reset(data)).toBe(`Deleted ${data}.\n`);
  expect(existsSync(data)).toBe(false);
});

test("a reset deletes no folder that a local cloud did not make", async () => {
  const data = useFolder();
  mkdirSync(join(data, "photographs"));
  await expect(reset(data)).rejects.toThrow(/was not made by a local cloud; nothing was deleted/);
  expect(existsSync(join(data, "photographs"))).toBe(true);
});

test("a reset deletes no folder that holds the checkout", async () => {
  // Only looked at: were the checkout not recognised, there is no local cloud's mark either.
  await expect(reset(projectRoot, { dryRun: true })).rejects.toThrow(/holds this checkout/);
});

test("a reset of a folder that is not there makes none", async () => {
  const data = join(useFolder(), "mistyped");
  expect(await reset(data)).toContain("there is no such folder");
  expect(existsSync(data)).toBe(false);
});
