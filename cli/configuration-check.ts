import { checkConfig } from "../infra/config-check/check-config.ts";
import type { Preflight } from "../release/preflight/preflight.ts";
import type { Step, Warning } from "../release/run-result.ts";
import { stacksOf } from "../release/stack-file.ts";
import { readCommittedValues, readStackValues } from "../release/stack-values.ts";
import { projectRoot } from "./commands/local/options.ts";

/** The checks before a deployment, with that of the configuration by `slipway config check`. */
export function withConfigurationCheck(stack: string, preflight: Preflight): Preflight {
  return { ...preflight, checks: [configurationCheck(stack), ...preflight.checks] };
}

/**
 * Who deploys one stack need not be able to decrypt the others: of these the committed files are read.
 */
function configurationCheck(stack: string): Step {
  return {
    name: "The configuration is sound",
    async run() {
      const others = (await stacksOf(projectRoot)).filter((each) => each !== stack);
      const values = await Promise.all([
        readStackValues(stack, projectRoot),
        ...others.map((each) => readCommittedValues(each, projectRoot)),
      ]);
      const found = checkConfig(values, process.env).filter(({ stacks }) => stacks.includes(stack));
      const problems = found.filter(({ kind }) => kind === "problem");
      if (problems.length > 0) throw refusal(stack, problems);
      return found.length > 0 ? warning(found) : undefined;
    },
  };
}

function refusal(stack: string, problems: readonly { message: string; hint: string }[]): Error {
  const text = problems.map(({ message, hint }) => `${message} ${hint}`).join("\n");
  return Object.assign(new Error(text), { hint: `All of it: slipway config check ${stack}` });
}

function warning(found: readonly { message: string }[]): Warning {
  return { warning: found.map(({ message }) => message).join("\n") };
}
