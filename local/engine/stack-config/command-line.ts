/** What the launcher does with a command of the Pulumi CLI. */
export type Treatment =
  /** Reads the stack's configuration through `--config-file`. */
  | "config-file"
  /** Makes a stack, and writes a salt into its stack file. */
  | "new-stack"
  /** Reads the stack file and has no `--config-file`. */
  | "other-directory"
  /** Changes the committed stack files; that is not for a local run. */
  | "refused"
  | "as-is";

export interface CommandLine {
  treatment: Treatment;
  /** The command, such as `stack rename`. */
  command: string;
  /** As given with `--stack` or `-s`, or to `stack init`. */
  stack: string | undefined;
  /** As given with `--cwd` or `-C`. */
  directory: string | undefined;
}

/**
 * Commands with `--config-file`, and their aliases.
 * @see https://github.com/pulumi/pulumi/tree/v3.256.0/pkg/cmd/pulumi/operations
 */
const CONFIG_FILE_COMMANDS = new Set(
  "up update preview pre refresh destroy down dn import watch config logs".split(" "),
);

/** @see https://github.com/pulumi/pulumi/tree/v3.256.0/pkg/cmd/pulumi/stack */
const STACK_COMMANDS: Readonly<Record<string, Treatment>> = {
  new: "new-stack",
  init: "new-stack",
  create: "new-stack",
  setup: "new-stack",
  history: "other-directory",
  hist: "other-directory",
  rename: "refused",
  migrate: "refused",
  "change-secrets-provider": "refused",
};

/** Flags that may come before or between the command's words and whose value is the next word. */
const VALUE_FLAGS = new Set(
  "-C --cwd -s --stack -v --verbose --color --tracing --otel-traces --profiling --memprofilerate --secrets-provider --copy-config-from --teams".split(
    " ",
  ),
);

/** Reads as much of a `pulumi` command line as the launcher needs. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const words = positionals(args);
  const [command = "", subcommand = "", operand] = words;
  const stackTreatment = command === "stack" ? STACK_COMMANDS[subcommand] : undefined;
  const treatment = CONFIG_FILE_COMMANDS.has(command) ? "config-file" : stackTreatment;
  const isNew = treatment === "new-stack";
  return {
    treatment: treatment ?? "as-is",
    command: command === "stack" ? `${command} ${subcommand}`.trim() : command,
    stack: flagValue(args, "-s", "--stack") ?? (isNew ? operand : undefined),
    directory: flagValue(args, "-C", "--cwd"),
  };
}

function positionals(args: readonly string[]): string[] {
  const words: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    if (word === "--") break;
    if (VALUE_FLAGS.has(word)) index += 1;
    else if (!word.startsWith("-")) words.push(word);
  }
  return words;
}

/** The last of `-s value`, `-svalue`, `-s=value`, `--stack value` and `--stack=value`. */
function flagValue(args: readonly string[], short: string, long: string): string | undefined {
  let value: string | undefined;
  for (const [index, word] of args.entries()) {
    if (word === "--") break;
    if (word === short || word === long) value = args[index + 1];
    else if (word.startsWith(`${long}=`)) value = word.slice(long.length + 1);
    else if (word.startsWith(short) && !word.startsWith("--")) {
      value = word.slice(short.length).replace(/^=/, "");
    }
  }
  return value;
}

/** A stack's own name: `staging` of `organization/slipway/staging`. */
export function stackName(reference: string): string {
  return reference.split("/").at(-1) ?? reference;
}
