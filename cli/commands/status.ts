import { z } from "zod";
import { readCommittedStack } from "../../infra/services.ts";
import { StackEngine } from "../../release/engine.ts";
import { impatientApi } from "../../release/rollback/control-plane.ts";
import { stacksOf } from "../../release/stack-file.ts";
import { readStackStatus } from "../../release/status/stack-status.ts";
import { defineCommand } from "../command.ts";
import { ExitCode } from "../exit-codes.ts";
import { describeStackStatus } from "../render-status.ts";
import { projectRoot } from "./local/options.ts";

export const status = defineCommand({
  name: "status",
  summary: "Show what serves in each stack: release, versions, health, pins, the last change.",
  arguments: "[stack...]",
  options: [],
  input: z.object({ args: z.array(z.string()) }),
  async run({ args }, output) {
    const api = impatientApi(process.env);
    const stacks = args.length > 0 ? args : await stacksOf(projectRoot);
    const statuses = await Promise.all(
      stacks.map(async (stack) => {
        const { services } = await readCommittedStack(stack, projectRoot);
        const engine = StackEngine.open(stack, projectRoot);
        return readStackStatus(services, {
          api,
          engine,
          connectTo: process.env.SLIPWAY_CONNECT_TO,
        });
      }),
    );
    const now = new Date();
    for (const each of statuses) {
      for (const line of describeStackStatus(each, now)) output.line(line);
    }
    output.json(statuses);
    const isAllWell = statuses.every(({ concerns }) => concerns.length === 0);
    return isAllWell ? ExitCode.ok : ExitCode.warnings;
  },
});
