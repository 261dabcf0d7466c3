import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { DataFolder, type RunningCloud } from "../../../local/data-folder.ts";
import { LocalCloudError } from "../../../local/errors.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { LocalClient } from "../../local-client.ts";
import { cloudInput, cloudOptions, runLocalCloud } from "../../local-runner.ts";
import type { Output } from "../../output.ts";
import { noArguments } from "./options.ts";

const READY_TIMEOUT_MS = 60_000;

export const localStart = defineCommand({
  name: "local start",
  summary: "Start the local cloud: the emulated vendors, the edge, the plugins and the console.",
  options: [
    ...cloudOptions,
    { flags: "--detach", description: "run in the background; `slipway local stop` ends it" },
  ],
  input: z.object({ args: noArguments, ...cloudInput, detach: z.boolean().default(false) }),
  async run({ detach, ...options }, output) {
    if (detach) return startDetached(options.data, output);
    const cloud = await runLocalCloud(options, output);
    output.line("Press Ctrl-C to stop.");
    await cloud.stopped;
    output.line("The local cloud has stopped.");
    return ExitCode.ok;
  },
});

/** Starts the same command again as a process of its own and waits until it answers. */
async function startDetached(dataDirectory: string, output: Output): Promise<ExitCode> {
  const folder = new DataFolder(dataDirectory);
  const running = await answering(dataDirectory);
  if (running) throw folder.alreadyRunning(running);
  folder.create();
  const logPath = folder.file("cloud.log");
  const log = openSync(logPath, "w", 0o600);
  const args = process.argv.slice(1).filter((argument) => argument !== "--detach");
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", log, log] });
  await readyOrOver(folder, child);
  if (child.exitCode !== null || folder.running()?.pid !== child.pid) {
    child.kill("SIGTERM");
    throw new LocalCloudError(
      "not-running",
      `The local cloud did not start:\n${readFileSync(logPath, "utf8").trim()}`,
      { hint: `Its whole output is in ${logPath}.` },
    );
  }
  child.unref();
  const client = new LocalClient(dataDirectory);
  const { pid } = client.running;
  output.line(`The local cloud runs in the background (process ${pid}): ${client.origin}`);
  output.json(client.running);
  return ExitCode.ok;
}

/** Asks the cloud itself: a process that was killed is still listed for a moment. */
async function answering(dataDirectory: string): Promise<RunningCloud | undefined> {
  try {
    const client = new LocalClient(dataDirectory);
    await client.request("GET", "/health");
    return client.running;
  } catch {
    return undefined;
  }
}

/** Resolves when the started process says that it runs, has ended, or has had its time. */
async function readyOrOver(folder: DataFolder, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  while (folder.running()?.pid !== child.pid && !isOver() && Date.now() < deadline) await delay(50);
}
