import { z } from "zod";
import { defineCommand } from "../command.ts";
import { runDeployment } from "../deployment.ts";
import { durationInput } from "../duration-input.ts";

export const deploy = defineCommand({
  name: "deploy",
  summary: "Check, update, verify and watch a stack; tell people, whatever came of it.",
  arguments: "<stack>",
  options: [
    { flags: "--service <name>", description: "only this system; the others stay as they are" },
    { flags: "--dry-run", description: "show what would be done, and change nothing" },
    { flags: "--skip-watch", description: "end once the release is verified" },
    { flags: "--watch-for <time>", description: "how long to watch it (default 30m)" },
    { flags: "--watch-every <time>", description: "how often to look at it (default 10s)" },
    {
      flags: "--deadline <time>",
      description: "stop checks and update after it (default 13m, or what the bakes need)",
    },
    { flags: "--override-window", description: "deploy outside the deployment window" },
    { flags: "--emergency", description: "skip the window and the stack that comes first" },
    { flags: "--approver <login>", description: "who approves the emergency" },
    { flags: "--reason <text>", description: "why it cannot wait; recorded and posted" },
    {
      flags: "--confirm <stack>",
      description: "let it delete data, or more than 10 % of the stack",
    },
    { flags: "--break-stale-lock", description: "remove the lock that a killed update left" },
  ],
  input: z.object({
    args: z.tuple([z.string()], { error: "name the stack to deploy: staging or production" }),
    service: z.string().min(1, "the name of a service").optional(),
    dryRun: z.boolean().default(false),
    skipWatch: z.boolean().default(false),
    watchFor: durationInput.default(30 * 60_000),
    watchEvery: durationInput.default(10_000),
    deadline: durationInput.optional(),
    overrideWindow: z.boolean().default(false),
    emergency: z.boolean().default(false),
    approver: z.string().optional(),
    reason: z.string().max(500, "at most 500 characters").optional(),
    breakStaleLock: z.boolean().default(false),
    confirm: z.string().optional(),
  }),
  run: ({ args: [stack], ...options }, output) => runDeployment({ stack, ...options }, output),
});
