import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
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
    const script = "cat <&3 & echo $!; exec sleep 60 3<&-";
    const parent = spawn("sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore", "pipe"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const lines = createInterface({ input: parent.stdout as Readable });
    const [child] = ((await once(lines, "line")) as [string]).map(Number) as [number];
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, "utf8")).toBe("sleep\n");
    expect(hasEnded(child)).toBe(false);
    (parent.stdio[3] as Writable).end();
    await expect.poll(() => hasEnded(child)).toBe(true);
    expect(process.kill(child, 0)).toBe(true);
  },
);
