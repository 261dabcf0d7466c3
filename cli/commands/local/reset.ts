import { rmSync } from "node:fs";
import { z } from "zod";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { dataInput, dataOption, noArguments } from "./options.ts";
import { stopLocalCloud } from "./stop.ts";

export const localReset = defineCommand({
  name: "local reset",
  summary: "Stop the local cloud and delete everything it keeps, the local stacks' state included.",
  options: [dataOption, { flags: "--dry-run", description: "say what would be deleted" }],
  input: z.object({ args: noArguments, data: dataInput, dryRun: z.boolean().default(false) }),
  async run({ data, dryRun }, output) {
    if (dryRun) {
      output.line(`Would stop the local cloud and delete ${data}.`);
    } else {
      await stopLocalCloud(data);
      rmSync(data, { recursive: true, force: true });
      output.line(`Deleted ${data}.`);
    }
    output.json({ data, deleted: !dryRun });
    return ExitCode.ok;
  },
});
