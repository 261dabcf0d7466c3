import { Command as Commander, Option } from "commander";
import type { z } from "zod";
import { ExitCode } from "./exit-codes.ts";
import { Output } from "./output.ts";
import { shownValue } from "./shown-value.ts";

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
      const message = parsed.error.issues.map((issue) => describeIssue(issue, raw)).join("\n");
      output.failure(usageError(message, rest.name));
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
    .configureHelp({ subcommandTerm: termWithoutOptions });
  reportsUsageErrors(program, "");
  for (const command of commands) {
    const words = command.name.split(" ");
    const parent = words.slice(0, -1).reduce(group, program);
    const added = parent.command(`${words.at(-1)} [args...]`);
    added.usage(`[options] ${command.arguments ?? ""}`.trim()).description(command.summary);
    reportsUsageErrors(added, command.name);
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
  if (known !== undefined) return known;
  const added = parent.command(name).description(groupSummaries[name] ?? `${name} commands`);
  reportsUsageErrors(added, parent.parent ? `${parent.name()} ${name}` : name);
  return added;
}

/** `deploy <stack>`: every command has options, so that is not said of each. */
function termWithoutOptions(command: Commander): string {
  return `${command.name()} ${command.usage().replace(/\[(options|command)\] ?/g, "")}`.trim();
}

/** What commander refuses is said as all else is: what is wrong, then where help is. */
function reportsUsageErrors(command: Commander, name: string): void {
  command.configureOutput({
    outputError: (text) => {
      const output = new Output({ json: process.argv.includes("--json") });
      output.failure(usageError(inOneSentence(text), name));
    },
  });
}

/** @param text `error: unknown option '--hepl'\n(Did you mean --help?)` */
function inOneSentence(text: string): string {
  const [problem = "", suggestion = ""] = text
    .trim()
    .replace(/^error: /, "")
    .split("\n");
  const question = suggestion.replace(/^\(|\)$/g, "");
  return `${startingLarge(problem)}${problem.endsWith(".") ? "" : "."} ${question}`.trim();
}

function usageError(message: string, commandName: string) {
  return { code: "usage", message, hint: `Help: npx slipway ${`${commandName} --help`.trim()}` };
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

/** `--for is "5"; it must be …`. What is wrong with the arguments together says so itself. */
function describeIssue({ path, message }: z.core.$ZodIssue, raw: object): string {
  const isOfAll = path.length === 0 || (path.length === 1 && path[0] === "args");
  if (isOfAll) return `${startingLarge(message)}.`;
  const value = path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown>)[key],
    raw,
  );
  return `${placeName(path)} is ${JSON.stringify(shownValue(value))}; it must be ${message}.`;
}

/** `--watch-for`, `Argument 1` */
function placeName([first, index]: readonly PropertyKey[]): string {
  if (first === "args") return `Argument ${Number(index) + 1}`;
  return `--${String(first).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function startingLarge(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
