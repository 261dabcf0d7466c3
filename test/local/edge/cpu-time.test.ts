import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { computedFor } from "../../../local/edge/runtime/cpu-time.ts";

const LIMIT_MS = 200;

function useProgram(source: string): ChildProcess {
  const child = spawn(process.execPath, ["-e", source], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

const untilLimit = (child: ChildProcess, signal = new AbortController().signal) =>
  computedFor(child.pid ?? 0, LIMIT_MS, signal);

test("a program that computes reaches its limit", async () => {
  await untilLimit(useProgram("for (;;);"));
});

test.runIf(process.platform === "linux")(
  "a program that does not get to compute is given six times as long",
  async () => {
    const child = useProgram("for (;;);");
    child.kill("SIGSTOP");
    const startedAt = performance.now();
    await untilLimit(child);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(6 * LIMIT_MS);
  },
);

test("a program that has ended is not said to have computed", async () => {
  const child = useProgram("");
  await once(child, "exit");
  await expect(untilLimit(child, AbortSignal.timeout(10))).rejects.toThrow();
});
