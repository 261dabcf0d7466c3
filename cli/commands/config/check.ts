import { z } from "zod";
import { checkConfig } from "../../../infra/config-check/check-config.ts";
import type { ConfigFinding } from "../../../infra/config-check/finding.ts";
import { readStackValues } from "../../../release/read-stack-values.ts";
import { stacksOf } from "../../../release/stack-file.ts";
import { defineCommand } from "../../command.ts";
import { ExitCode } from "../../exit-codes.ts";
import { describeConfigCheck } from "../../render-config.ts";
import { projectRoot } from "../local/options.ts";

export const configCheck = defineCommand({
  name: "config check",
  summary: "Check what stacks are configured with, alone and together, before anything is asked.",
  arguments: "[stack...]",
  options: [],
  input: z.object({ args: z.array(z.string()) }),
  async run({ args }, output) {
    const stacks = await stacksOf(projectRoot);
    const asked = args.length > 0 ? args : stacks;
    // One stack may be at odds with another, so all are read, whichever is asked for.
    const all = [...new Set([...asked, ...stacks])];
    const values = await Promise.all(all.map((stack) => readStackValues(stack, projectRoot)));
    const findings = checkConfig(values, process.env).filter((finding) =>
      finding.stacks.some((stack) => asked.includes(stack)),
    );
    for (const line of describeConfigCheck(asked, findings)) output.line(line);
    output.json({ stacks: asked, findings });
    return exitCodeOf(findings);
  },
});

function exitCodeOf(findings: readonly ConfigFinding[]): ExitCode {
  if (findings.length === 0) return ExitCode.ok;
  return findings.some(({ kind }) => kind === "problem") ? ExitCode.failed : ExitCode.warnings;
}
