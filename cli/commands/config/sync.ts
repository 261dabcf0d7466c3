import { z } from "zod";
import { defineCommand } from "../../command.ts";
import { syncConfig } from "../../config-sync.ts";

export const configSync = defineCommand({
  name: "config sync",
  summary: "Show which platforms hold other values than the configuration says; push them there.",
  arguments: "<stack>",
  options: [
    { flags: "--apply", description: "push what differs; without it nothing is changed" },
    { flags: "--yes", description: "with --apply: do not ask" },
    { flags: "--override-window", description: "push outside the deployment window" },
    { flags: "--reason <text>", description: "why it cannot wait; recorded and posted" },
    {
      flags: "--confirm <stack>",
      description: "let it delete or replace more than 10 % of the stack",
    },
  ],
  input: z.object({
    args: z.tuple([z.string()], { error: "name the stack: staging or production" }),
    apply: z.boolean().default(false),
    yes: z.boolean().default(false),
    overrideWindow: z.boolean().default(false),
    reason: z.string().max(500, "at most 500 characters").optional(),
    confirm: z.string().optional(),
  }),
  run: ({ args: [stack], ...options }, output) => syncConfig({ stack, ...options }, output),
});
