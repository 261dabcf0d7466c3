/**
 * `pulumi` in a shell of the local cloud. The committed stack files describe real environments;
 * this runs the engine with a local copy of the one it needs. Everything else is the engine's own:
 * it takes this process over, with its terminal, signals and exit code.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { findExecutable } from "../find-executable.ts";
import { type CommandLine, readCommandLine, stackName } from "./command-line.ts";
import { writeLocalStackConfig } from "./write-local-stack-config.ts";

const LAUNCHER_DIRECTORY = join(import.meta.dirname, "..", "local-bin");
const NEW_SHELL = 'Make the shell anew: `eval "$(npx slipway local env)"`.';

const args = process.argv.slice(2);
const engine = findEngine();
const dataDirectory = process.env.SLIPWAY_LOCAL_DATA;
const commandLine = readCommandLine(args);
const project = findProject(resolve(commandLine.directory ?? "."));

if (project === undefined || !dataDirectory) becomeEngine(args);
else run(commandLine, { projectDirectory: project, dataDirectory });

interface Folders {
  projectDirectory: string;
  dataDirectory: string;
}

function run({ treatment, command, stack }: CommandLine, folders: Folders): never {
  if (treatment === "as-is") return becomeEngine(args);
  if (treatment === "refused") {
    return fail(
      `\`pulumi ${command}\` changes the committed stack files, which describe the real environments.`,
      "Run it in a shell without the local cloud's environment.",
    );
  }
  if (treatment === "new-stack") {
    if (stack === undefined)
      return fail("The new stack has no name.", `\`pulumi ${command} NAME\``);
    return newStack(inOtherDirectory(localFile(folders, stack), folders), stack);
  }
  const reference = stack ?? process.env.PULUMI_STACK ?? selectedStack();
  if (reference === undefined) return becomeEngine(args);
  const file = localFile(folders, reference);
  if (treatment === "config-file") return becomeEngine(args, { PULUMI_OPTION_CONFIG_FILE: file });
  return becomeEngine([...inOtherDirectory(file, folders), "--stack", reference]);
}

/**
 * The arguments for a command without `--config-file`: it runs in a project folder whose stack file
 * is the local copy.
 */
function inOtherDirectory(file: string, { projectDirectory }: Folders): string[] {
  const directory = dirname(file);
  copyFileSync(join(projectDirectory, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
  return [...args, "--cwd", directory];
}

/** A stack is selected per project folder, so the new one is selected once more, in the real one. */
function newStack(engineArgs: readonly string[], reference: string): never {
  const { status } = spawnSync(engine, engineArgs, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  if (args.includes("--no-select")) process.exit(0);
  return becomeEngine(["stack", "select", reference, ...sameDirectory()]);
}

/**
 * The engine takes any flag from `PULUMI_OPTION_<FLAG>` too; one that was typed wins. Removing a
 * stack would remove its committed stack file.
 */
function becomeEngine(
  engineArgs: readonly string[],
  variables: Record<string, string> = {},
): never {
  const environment = { ...process.env, PULUMI_OPTION_PRESERVE_CONFIG: "true", ...variables };
  if (process.execve === undefined) throw new Error("This platform has no execve.");
  return process.execve(engine, [engine, ...engineArgs], environment);
}

function localFile(folders: Folders, reference: string): string {
  const stack = stackName(reference);
  try {
    return writeLocalStackConfig({ ...folders, stack, passphrase: passphrase() });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`The local configuration of stack ${stack} cannot be made: ${reason}`);
  }
}

function passphrase(): string {
  const { PULUMI_CONFIG_PASSPHRASE: given, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  if (given !== undefined) return given;
  if (file !== undefined) return readFileSync(file, "utf8").trim();
  return fail("PULUMI_CONFIG_PASSPHRASE is not set.", NEW_SHELL);
}

/** The stack selected for the project; undefined if none is, which the engine itself reports best. */
function selectedStack(): string | undefined {
  const question = ["stack", "--show-name", "--non-interactive", ...sameDirectory()];
  const { status, stdout } = spawnSync(engine, question, { encoding: "utf8" });
  const name = stdout.trim();
  return status === 0 && name !== "" ? name : undefined;
}

function sameDirectory(): string[] {
  return commandLine.directory === undefined ? [] : ["--cwd", commandLine.directory];
}

/** The folder at or above `directory` that holds a Pulumi.yaml. */
function findProject(directory: string): string | undefined {
  if (existsSync(join(directory, "Pulumi.yaml"))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : findProject(parent);
}

/** The engine that the shell was made with; else the next `pulumi` on PATH. */
function findEngine(): string {
  const isOther = (path: string) => dirname(path) !== LAUNCHER_DIRECTORY;
  const found = process.env.SLIPWAY_PULUMI || findExecutable("pulumi", process.env, isOther);
  return found ?? fail("There is no pulumi behind the launcher on PATH.", NEW_SHELL);
}

function fail(message: string, hint?: string): never {
  process.stderr.write(`error: ${message}\n${hint === undefined ? "" : `${hint}\n`}`);
  process.exit(1);
}
