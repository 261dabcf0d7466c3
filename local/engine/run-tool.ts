import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ToolResult {
  /** Null if a signal ended the tool. */
  exitCode: number | null;
  stdout: string;
  /** The last lines of stderr. */
  stderrTail: string[];
}

export interface ToolOptions {
  cwd?: string;
  environment?: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  onStderrLine?: (line: string) => void;
}

const TAIL_LINES = 20;

/**
 * Runs a program to its end. It rejects only if the program cannot be started (`ENOENT`), was
 * aborted, or took longer than `timeoutMs`.
 */
export function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.environment ?? process.env,
    stdio: ["ignore", "pipe", "pipe"],
    signal: abortSignal(options),
  });
  const stderrTail: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    stderrTail.push(line);
    if (stderrTail.length > TAIL_LINES) stderrTail.shift();
    options.onStderrLine?.(line);
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderrTail }));
  });
}

function abortSignal({ signal, timeoutMs }: ToolOptions): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}
