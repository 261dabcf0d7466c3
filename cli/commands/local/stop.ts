import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { DataFolder } from "../../../local/data-folder.ts";
import { LocalCloudError } from "../../../local/errors.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { hasEnded } from "../../has-ended.ts";
import { LocalClient } from "../../local-client.ts";
import { dataInput, dataOption, noArguments } from "./options.ts";

const STOP_TIMEOUT_MS = 15_000;

export const localStop = defineCommand({
  name: "local stop",
  summary: "Stop the local cloud; everything it keeps stays.",
  options: [dataOption],
  input: z.object({ args: noArguments, data: dataInput }),
  async run({ data }, output) {
    const stopped = await stopLocalCloud(data);
    output.line(stopped ? "The local cloud has stopped." : "No local cloud was running.");
    output.json({ stopped });
    return ExitCode.ok;
  },
});

/**
 * Stops the local cloud of a data folder and waits until its process is gone.
 * @returns false if none was running.
 */
export async function stopLocalCloud(dataDirectory: string): Promise<boolean> {
  const folder = new DataFolder(dataDirectory);
  const running = folder.running();
  if (!running) return false;
  await new LocalClient(dataDirectory).request("POST", "/stop");
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (folder.running()?.pid === running.pid) {
    if (Date.now() > deadline) {
      throw new LocalCloudError(
        "refused",
        `The local cloud (process ${running.pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} s.`,
        { hint: `\`kill -9 ${running.pid}\` is safe: nothing that was acknowledged is lost.` },
      );
    }
    await delay(50);
  }
  // It has let go of the folder; what it compiled it keeps for the next one only at its very end.
  while (!hasEnded(running.pid) && Date.now() < deadline) await delay(50);
  return true;
}
