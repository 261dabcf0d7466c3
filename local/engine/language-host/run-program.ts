import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What the engine asks to be run: addresses, names and paths as they come in the `Run` request. */
export interface ProgramRun {
  engineAddress: string;
  monitorAddress: string;
  organization: string;
  project: string;
  stack: string;
  rootDirectory: string;
  programDirectory: string;
  workingDirectory: string;
  entryPoint: string;
  args: readonly string[];
  dryRun: boolean;
  /** Resource operations at a time. */
  parallel: number;
  config: Readonly<Record<string, string>>;
  configSecretKeys: readonly string[];
  /** Flags for node itself: the `nodeargs` runtime option of Pulumi.yaml. */
  nodeArgs: readonly string[];
}

/** `bail` means that the user has already been told why, so the engine adds nothing. */
export interface ProgramResult {
  error: string;
  bail: boolean;
}

/**
 * The program reported its own failure to the engine.
 * @see @pulumi/pulumi cmd/run `nodeJSProcessExitedAfterLoggingUserActionableMessage`
 */
const EXIT_USER_HAS_BEEN_TOLD = 32;

/** The command line of `@pulumi/pulumi/cmd/run` for one run. */
export function runArguments(run: ProgramRun): string[] {
  const flags: [name: string, value: string][] = [
    ["monitor", run.monitorAddress],
    ["engine", run.engineAddress],
    ["organization", run.organization],
    ["project", run.project],
    ["root-directory", run.rootDirectory],
    ["stack", run.stack],
    ["pwd", run.workingDirectory],
  ];
  return [
    ...flags.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(run.dryRun ? ["--dry-run"] : []),
    "--parallel",
    String(run.parallel),
    run.entryPoint,
    ...run.args,
  ];
}

/** Starts the program; its output goes straight to ours, where the engine shows it. */
export function startProgram(run: ProgramRun): {
  child: ChildProcess;
  result: Promise<ProgramResult>;
} {
  const sdk = createRequire(join(run.programDirectory, "package.json"));
  const runner = sdk.resolve("@pulumi/pulumi/cmd/run");
  const nodeArgs = ["--import", import.meta.resolve("./lazy-packages.ts"), ...run.nodeArgs];
  const child = spawn(process.execPath, [...nodeArgs, runner, ...runArguments(run)], {
    cwd: run.programDirectory,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(run.config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.configSecretKeys),
    },
  });
  return { child, result: exitOf(child) };
}

function exitOf(child: ChildProcess): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(programResult(code, signal)));
  });
}

/** What an exit of the program's process means to the engine. */
export function programResult(code: number | null, signal: NodeJS.Signals | null): ProgramResult {
  if (code === 0) return { error: "", bail: false };
  if (code === EXIT_USER_HAS_BEEN_TOLD) return { error: "", bail: true };
  const how = code === null ? `was ended by ${signal}` : `exited with code ${code}`;
  return { error: `The program ${how}.`, bail: false };
}
