import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { hasEnded } from "../../cli/has-ended.ts";

test("a running process has not ended, and none of an id that nobody has runs", () => {
  expect(hasEnded(process.pid)).toBe(false);
  expect(hasEnded(2 ** 30)).toBe(true);
});

test.runIf(process.platform === "linux")(
  "a process whose end its parent never asks for has ended",
  async () => {
    // What takes the shell's place knows of no child.
    const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 60"]);
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(createInterface({ input: parent.stdout }), "line")) as [string];
    await expect.poll(() => hasEnded(Number(line))).toBe(true);
    expect(process.kill(Number(line), 0)).toBe(true);
  },
);
