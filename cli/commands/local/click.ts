import { z } from "zod";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { LocalClient } from "../../local-client.ts";
import type { Output } from "../../output.ts";
import { dataInput, dataOption } from "./options.ts";

interface Click {
  vendor: string;
  name: string;
  description: string;
  parameters: string[];
}

export const localClick = defineCommand({
  name: "local click",
  summary: "Edit something behind Pulumi's back, as a person would in a vendor's dashboard.",
  arguments: "[vendor] [edit] [values...]",
  options: [dataOption, { flags: "--list", description: "list the edits there are" }],
  input: z
    .object({ args: z.array(z.string()), data: dataInput, list: z.boolean().default(false) })
    .refine(({ args, list }) => list || args.length >= 2, {
      message: "name a vendor and an edit, or ask for --list",
      path: ["args"],
    }),
  async run({ args: [vendor, name, ...args], data, list }, output) {
    const client = new LocalClient(data);
    if (list) return listClicks(await client.request<Click[]>("GET", "/clicks"), output);
    const result = await client.request<{ done: string }>("POST", "/clicks", {
      vendor,
      name,
      args,
    });
    output.line(result.done);
    output.json(result);
    return ExitCode.ok;
  },
});

function listClicks(clicks: Click[], output: Output): ExitCode {
  for (const { vendor, name, parameters, description } of clicks) {
    output.line(`${vendor} ${[name, ...parameters.map((each) => `<${each}>`)].join(" ")}`);
    output.line(`    ${description}`);
  }
  output.json(clicks);
  return ExitCode.ok;
}
