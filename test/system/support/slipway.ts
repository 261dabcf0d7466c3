import { type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  /** Never rejects for the exit code. */
  readonly finished: Promise<Finished>;
  /** Resolves once standard output has had a text; rejects where it ends without. */
  said(text: string): Promise<void>;
}

/** Runs a command to its end; never throws for its exit code. */
export function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Finished> {
  return start(command, args, options).finished;
}

function start(command: string, args: readonly string[], options: SpawnOptions): Running {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (output.stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (output.stderr += String(chunk)));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...output }));
  });
  return {
    finished,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => output.stdout.includes(text) && resolve();
        child.stdout?.on("data", look);
        look();
        finished.then(
          () => reject(new Error(`It never said "${text}":\n${output.stdout}`)),
          reject,
        );
      }),
  };
}

/** A folder for a local cloud's data; the cloud on it is stopped and the folder removed at the end. */
export function useDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-system-"));
  onTestFinished(async () => {
    await slipway(process.cwd(), "local", "reset", "--data", folder);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Runs the CLI of a checkout. */
export function slipway(checkout: string, ...args: string[]): Promise<Finished> {
  return run(process.execPath, [join(checkout, "cli/main.ts"), ...args], { cwd: checkout });
}

/** A shell as `eval "$(npx slipway local env)"` makes it: plain commands against the local cloud. */
export class LocalShell {
  readonly #checkout: string;
  readonly #environment: NodeJS.ProcessEnv;
  /** What its commands have printed, in the order of their ends. */
  readonly printed: Finished[] = [];

  private constructor(checkout: string, environment: NodeJS.ProcessEnv) {
    this.#checkout = checkout;
    this.#environment = environment;
  }

  static async open(checkout: string, dataFolder: string): Promise<LocalShell> {
    const { code, stdout, stderr } = await slipway(
      checkout,
      ...["local", "env", "--json", "--data", dataFolder],
    );
    if (code !== 0) throw new Error(`slipway local env failed:\n${stderr}`);
    const environment = JSON.parse(stdout) as Record<string, string>;
    return new LocalShell(checkout, { ...process.env, ...environment });
  }

  get environment(): NodeJS.ProcessEnv {
    return this.#environment;
  }

  run(command: string, ...args: string[]): Promise<Finished> {
    return this.start(command, ...args).finished;
  }

  /** The same, for who does something meanwhile. */
  start(command: string, ...args: string[]): Running {
    const running = start(command, args, { cwd: this.#checkout, env: this.#environment });
    const finished = running.finished.then((end) => {
      this.printed.push(end);
      return end;
    });
    return { ...running, finished };
  }

  /** `pulumi …`, never asking anything. */
  pulumi(...args: string[]): Promise<Finished> {
    return this.run("pulumi", ...args, "--non-interactive");
  }
}

/** Ports of a local cloud, counted from its `--port`: the API, the edge, and one for each plugin. */
const CLOUD_PORTS = [0, 1, 4, 5, 6, 7];

/** Of each process of a run of tests that runs beside others. */
const PORTS_OF_PROCESS = 1_000;

/**
 * A `--port` at which a local cloud can start, and start again: a shell holds its addresses, so for
 * that shell a cloud that comes back must have the same ones, which no other test may take meanwhile.
 * Below the ports that systems give out by themselves.
 */
export async function freeCloudPort(): Promise<number> {
  const first = 20_000 + PORTS_OF_PROCESS * (Number(process.env.VITEST_POOL_ID) % 10);
  const last = PORTS_OF_PROCESS - Math.max(...CLOUD_PORTS);
  for (;;) {
    const port = first + Math.floor(Math.random() * last);
    const free = await Promise.all(CLOUD_PORTS.map((offset) => isFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
