import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { ReleaseError } from "./release-error.ts";

export interface EngineProcessOptions {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Told each line of standard output as it comes. */
  readonly onLine: (line: string) => void;
  /** Interrupts the engine as one Ctrl-C does. */
  readonly signal?: AbortSignal | undefined;
  /**
   * So long an interrupted engine may wait for a vendor that does not answer; a rollout is back long before. Then it leaves with
   * the state it has, which says what was begun.
   */
  readonly graceMs?: number;
}

export interface EngineExit {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly errorText: string;
}

/**
 * Runs `pulumi` from the environment's PATH to its end. It has a process group of its own, so that
 * a Ctrl-C of the terminal reaches it only through `signal`, and only once: at a second one the
 * engine leaves without waiting for what it has begun.
 * @throws ReleaseError `environment` where there is no `pulumi`.
 */
export function runEngine(
  args: readonly string[],
  { directory, environment, onLine, signal, graceMs = 60_000 }: EngineProcessOptions,
): Promise<EngineExit> {
  const child = spawn("pulumi", args, {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let impatience: NodeJS.Timeout | undefined;
  const interrupt = () => {
    interruptGroup(child.pid);
    impatience = setTimeout(() => interruptGroup(child.pid), graceMs);
  };
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  createInterface({ input: child.stdout }).on("line", onLine);
  let errorText = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errorText += text;
  });
  return new Promise<EngineExit>((resolve, reject) => {
    child.once("error", (cause) => reject(notStarted(cause)));
    child.once("close", (code) => resolve({ code, errorText: errorText.trim() }));
  }).finally(() => {
    clearTimeout(impatience);
    signal?.removeEventListener("abort", interrupt);
  });
}

function interruptGroup(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    process.kill(-processId, "SIGINT");
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function notStarted(cause: Error): ReleaseError {
  const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
  const message = isMissing ? "There is no pulumi on PATH." : `pulumi: ${cause.message}.`;
  return new ReleaseError("environment", message, {
    hint: 'Install Pulumi 3.256 or later, or use a local cloud: eval "$(npx slipway local env)".',
    cause,
  });
}
