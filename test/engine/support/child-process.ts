import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";

export interface Fixture {
  process: ChildProcess;
  /** The next line of its stdout. */
  line(): Promise<string>;
  exited: Promise<unknown>;
}

/** Runs a file of `fixtures/`, ended with the test at the latest. */
export function useFixture(
  file: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Fixture {
  const path = join(import.meta.dirname, "..", "fixtures", file);
  const child = spawn(process.execPath, [path, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    line: async () => String((await lines.next()).value),
    exited: once(child, "exit"),
  };
}
