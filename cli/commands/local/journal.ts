import { z } from "zod";
import type { Call } from "../../../local/journal.ts";
import { vendorNames } from "../../../local/vendors/vendor.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { LocalClient } from "../../local-client.ts";
import { dataInput, dataOption, noArguments } from "./options.ts";

const limitRule = "a whole number from 1 to 100000";

export const localJournal = defineCommand({
  name: "local journal",
  summary: "List the calls that clients made of the emulated vendors, oldest first.",
  options: [
    dataOption,
    {
      flags: "--vendor <name>",
      description: `only calls of this vendor: ${vendorNames.join(", ")}`,
    },
    { flags: "--method <method>", description: "only calls with this HTTP method" },
    { flags: "--path <text>", description: "only calls whose path contains this" },
    { flags: "--limit <count>", description: "at most this many, the newest (default 50)" },
  ],
  input: z.object({
    args: noArguments,
    data: dataInput,
    vendor: z.enum(vendorNames, `one of ${vendorNames.join(", ")}`).optional(),
    method: z.string().toUpperCase().optional(),
    path: z.string().optional(),
    limit: z.coerce
      .number({ error: limitRule })
      .int(limitRule)
      .min(1, limitRule)
      .max(100_000, limitRule)
      .default(50),
  }),
  async run({ data, args: _args, ...query }, output) {
    const parameters = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) parameters.set(key, String(value));
    }
    const calls = await new LocalClient(data).request<Call[]>("GET", `/journal?${parameters}`);
    if (calls.length === 0) output.line("No calls.");
    for (const call of calls) output.line(describe(call));
    output.json(calls);
    return ExitCode.ok;
  },
});

function describe(call: Call): string {
  const status = call.status === 0 ? "cut" : String(call.status);
  const fault = call.faultId === null ? "" : `  (${call.faultId})`;
  return `${call.time}  ${status.padStart(3)}  ${call.vendor.padEnd(10)}  ${call.method.padEnd(6)} ${call.path}  ${call.durationMs} ms${fault}`;
}
