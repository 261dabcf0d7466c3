/** Proves that a start on a folder copes with what an earlier run left behind there. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { reapOrphans, rememberProcess } from "../../../local/edge/runtime/orphans.ts";

/** Above what Linux and macOS give out. */
const NO_PROCESS = 2 ** 30;

test("a process that ends just before it would be ended is no failure", () => {
  const directory = mkdtempSync(join(tmpdir(), "slipway-orphans-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  rememberProcess(directory, NO_PROCESS);
  const tools = join(directory, "tools");
  mkdirSync(tools);
  // It still saw the process.
  writeFileSync(join(tools, "ps"), `#!/bin/sh\necho workerd serve ${directory}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${tools}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(reapOrphans(directory)).toEqual([]);
  expect(readdirSync(join(directory, "processes"))).toEqual([]);
});
