import { z } from "zod";
import { shellExports } from "../../../local/environment.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { LocalClient } from "../../local-client.ts";
import { openLocalShell } from "../../local-shell.ts";
import { dataInput, dataOption, noArguments } from "./options.ts";

export const localEnv = defineCommand({
  name: "local env",
  summary: 'Print the variables for plain pulumi and wrangler: eval "$(npx slipway local env)".',
  options: [dataOption],
  input: z.object({ args: noArguments, data: dataInput }),
  async run({ data }, output) {
    const { running } = new LocalClient(data);
    const shell = await openLocalShell(data, running, (line) => process.stderr.write(`${line}\n`));
    if (!output.isJson) output.raw(shellExports(shell.environment));
    output.json(shell.environment);
    return ExitCode.ok;
  },
});
