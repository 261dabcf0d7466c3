import { Command as Commander, Option } from "commander";
import type { z } from "zod";
import { ExitCode } from "./exit-codes.ts";
import { Output } from "./output.ts";

/** A command as a value: what it is called, what it takes, what it does. */
interface CommandSpec<Input> {
  /** Words after `slipway`: `local fault add`. */
  name: string;
  summary: string;
  /** Positional arguments, as in a usage line: `<vendor> [args...]`. */
  arguments?: string;
  options: readonly { flags: string; description: string }[];
  /** Checks arguments (`args`) and options (camel case) together; all problems are shown at once. */
  input: z.ZodType<Input>;
  run(input: Input, output: Output): Promise<ExitCode>;
}

/** A command whose input is checked before it runs. */
export interface Command extends Omit<CommandSpec<never>, "input" | "run"> {
  /** @param raw options and `args` as parsed from the command line. */
  execute(raw: object, output: Output): Promise<ExitCode>;
}

export function defineCommand<Input>({ input, run, ...rest }: CommandSpec<Input>): Command {
  return {
    ...rest,
    async execute(raw, output) {
      const parsed = input.safeParse(raw);
      if (parsed.success) return run(parsed.data, output);
      const problems = parsed.error.issues.map((issue) => `${optionName(issue)}: ${issue.message}`);
      output.failure({ message: problems.join("\n"), hint: `slipway ${rest.name} --help` });
      return ExitCode.failed;
    },
  };
}

/** Builds the parser of all commands; `finish` receives the exit code of the one that ran. */
export function buildProgram(
  commands: readonly Command[],
  finish: (code: ExitCode) => void,
): Commander {
  const program = new Commander("slipway")
    .description("Ships, watches and rolls back Cloudflare Workers products.")
    .configureHelp({ subcommandTerm: termWithoutOptions })
    .showHelpAfterError();
  for (const command of commands) {
    const words = command.name.split(" ");
    const parent = words.slice(0, -1).reduce(group, program);
    const added = parent.command(`${words.at(-1)} ${command.arguments ?? ""}`.trim());
    added.description(command.summary);
    for (const { flags, description } of command.options) {
      added.addOption(new Option(flags, description));
    }
    added.addOption(new Option("--json", "print one JSON document instead of text"));
    added.action(async (...actionArguments: unknown[]) => {
      finish(await execute(command, added.args, actionArguments.at(-2) as object));
    });
  }
  return program;
}

/** What the commands of a group have in common. */
const groupSummaries: Readonly<Record<string, string>> = {
  config: "Check, compare and push what stacks are configured with.",
  local: "Start, stop and look into the local cloud.",
  fault: "Make the local cloud's vendors misbehave.",
};

function group(parent: Commander, name: string): Commander {
  const known = parent.commands.find((each) => each.name() === name);
  return known ?? parent.command(name).description(groupSummaries[name] ?? `${name} commands`);
}

/** `deploy <stack>`: every command has options, so that is not said of each. */
function termWithoutOptions(command: Commander): string {
  const words = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(" ");
}

async function execute(
  command: Command,
  args: readonly string[],
  options: { json?: boolean },
): Promise<ExitCode> {
  const { json = false, ...rest } = options;
  const output = new Output({ json });
  try {
    return await command.execute({ ...rest, args }, output);
  } catch (error) {
    output.failure(error);
    return ExitCode.failed;
  }
}

function optionName(issue: z.core.$ZodIssue): string {
  const [first, ...rest] = issue.path;
  if (first === undefined) return "options";
  if (first === "args") return `argument ${Number(rest[0] ?? 0) + 1}`;
  return `--${String(first).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
