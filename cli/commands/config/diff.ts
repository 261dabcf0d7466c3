import { z } from "zod";
import {
  type ConfigDifference,
  configDifferences,
} from "../../../infra/config-check/differences.ts";
import { stackSettings } from "../../../infra/config-check/stack-settings.ts";
import { readStackValues } from "../../../release/read-stack-values.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { describeConfigDiff } from "../../render-config.ts";
import { projectRoot } from "../local/options.ts";

export const configDiff = defineCommand({
  name: "config diff",
  summary: "Show by which values two stacks differ, and why they may; of secrets only whether.",
  arguments: "<stack> <other>",
  options: [],
  input: z.object({
    args: z.tuple([z.string(), z.string()], {
      error: "name two stacks, such as staging production",
    }),
  }),
  async run({ args: stacks }, output) {
    const [one, other] = await Promise.all([readSettings(stacks[0]), readSettings(stacks[1])]);
    const differences = configDifferences(one, other);
    for (const line of describeConfigDiff(stacks, differences)) output.line(line);
    output.json({ stacks, differences });
    return exitCodeOf(differences);
  },
});

async function readSettings(stack: string) {
  return stackSettings(await readStackValues(stack, projectRoot));
}

function exitCodeOf(differences: readonly ConfigDifference[]): ExitCode {
  const isAllReviewed = differences.every(({ verdict }) => verdict === "reviewed");
  return isAllReviewed ? ExitCode.ok : ExitCode.warnings;
}
