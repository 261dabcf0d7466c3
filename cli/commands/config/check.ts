import { z } from "zod";
import { checkConfig } from "../../../infra/config-check/check-config.ts";
import type { ConfigFinding } from "../../../infra/config-check/finding.ts";
import { stacksOf } from "../../../release/stack-file.ts";
import { readStackValues } from "../../../release/stack-values.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { describeConfigCheck } from "../../render-config.ts";
import { projectRoot } from "../local/options.ts";

export const configCheck = defineCommand({
  name: "config check",
  summary: "Check the configuration of stacks, and of stacks against each other; asks no vendor.",
  arguments: "[stack...]",
  options: [],
  input: z.object({ args: z.array(z.string()) }),
  async run({ args }, output) {
    const stacks = await stacksOf(projectRoot);
    const asked = args.length > 0 ? args : stacks;
    // One stack may be at odds with another, so all are read, whichever is asked for.
    const values = await Promise.all(
      [...new Set([...stacks, ...asked])].map((stack) => readStackValues(stack, projectRoot)),
    );
    const findings = checkConfig(values).filter(({ stack }) => asked.includes(stack));
    for (const stack of asked) {
      const own = findings.filter((finding) => finding.stack === stack);
      for (const line of describeConfigCheck(stack, own)) output.line(line);
    }
    output.json({ stacks: asked, findings });
    return exitCodeOf(findings);
  },
});

function exitCodeOf(findings: readonly ConfigFinding[]): ExitCode {
  if (findings.length === 0) return ExitCode.ok;
  return findings.some(({ kind }) => kind === "problem") ? ExitCode.failed : ExitCode.warnings;
}
