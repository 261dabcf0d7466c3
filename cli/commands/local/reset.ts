import { existsSync, rmSync } from "node:fs";
import { sep } from "node:path";
import { z } from "zod";
import { DataFolder } from "../../../local/data-folder.ts";
import { LocalCloudError } from "../../../local/errors.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { dataInput, dataOption, noArguments, projectRoot } from "./options.ts";
import { stopLocalCloud } from "./stop.ts";

export const localReset = defineCommand({
  name: "local reset",
  summary: "Stop the local cloud and delete everything it keeps, the local stacks' state included.",
  options: [dataOption, { flags: "--dry-run", description: "say what would be deleted" }],
  input: z.object({ args: noArguments, data: dataInput, dryRun: z.boolean().default(false) }),
  async run({ data, dryRun }, output) {
    const isThere = existsSync(data);
    if (isThere) requireOwnFolder(data);
    if (!isThere) {
      output.line(`Nothing is kept in ${data}: there is no such folder.`);
    } else if (dryRun) {
      output.line(`Would stop the local cloud and delete ${data}.`);
    } else {
      await stopLocalCloud(data);
      rmSync(data, { recursive: true, force: true });
      output.line(`Deleted ${data}.`);
    }
    output.json({ data, deleted: isThere && !dryRun });
    return ExitCode.ok;
  },
});

/** A mistyped folder is somebody's. @throws LocalCloudError `unusable-folder` */
function requireOwnFolder(path: string): void {
  const holdsCheckout = `${projectRoot}${sep}`.startsWith(`${path}${sep}`);
  if (new DataFolder(path).isOurs() && !holdsCheckout) return;
  const what = holdsCheckout ? "holds this checkout" : "was not made by a local cloud";
  throw new LocalCloudError("unusable-folder", `${path} ${what}; nothing was deleted.`, {
    hint: "Name by --data the folder that the local cloud was started with.",
  });
}
