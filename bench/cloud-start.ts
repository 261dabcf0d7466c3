import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Comparison, timePairs } from "./measure.ts";

const main = resolve(import.meta.dirname, "../cli/main.ts");
const ROUNDS = 5;

/** From the command to a local cloud that answers, against starting Node for an empty program. */
export async function measureCloudStart(): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const args = [main, "local", "start", "--port", "0", "--data", folder];
  const ready = () => untilLine(process.execPath, args, /Local cloud ready/);
  const bare = () => untilLine(process.execPath, ["-e", 'console.log("ready")'], /ready/);
  await ready();
  try {
    const { oursMs, peerMs, ratio } = await timePairs(ROUNDS, ready, bare);
    return [
      {
        title: "start of the local cloud, warm",
        ours: `${(oursMs / 1000).toFixed(2)} s until it answers`,
        peer: `an empty Node process ${(peerMs / 1000).toFixed(2)} s`,
        ratio,
        goal: { atMost: 20 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command until it prints a line that matches, then ends it and waits for its end. */
async function untilLine(command: string, args: string[], pattern: RegExp): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => pattern.test(String(chunk)) && resolve());
    child.once("exit", () => reject(new Error(`${args.join(" ")} ended early.`)));
  });
  child.kill("SIGTERM");
  await exited;
}
