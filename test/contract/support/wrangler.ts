import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll } from "vitest";
import { type RunningCloud, startRunningCloud } from "./running-cloud.ts";

const binary = resolve(import.meta.dirname, "../../../node_modules/wrangler/bin/wrangler.js");

/** For tests of many commands: each takes seconds on a busy machine. */
export const MANY_COMMANDS_MS = 300_000;

export interface Finished {
  code: number | null;
  /** What it printed, on both streams. */
  output: string;
}

/** A local cloud, and wrangler pointed at it, for all tests of a file. */
export async function useWrangler(): Promise<{ cloud: RunningCloud; wrangler: Wrangler }> {
  const cloud = await startRunningCloud();
  const wrangler = new Wrangler(cloud);
  afterAll(async () => {
    wrangler.remove();
    await cloud.stop();
  });
  return { cloud, wrangler };
}

/**
 * The vendor's own command line in a project folder and a home folder of its own, pointed at a
 * local cloud.
 */
class Wrangler {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #running = new Set<ChildProcess>();

  constructor(cloud: RunningCloud) {
    this.folder = mkdtempSync(join(tmpdir(), "slipway-wrangler-"));
    this.#environment = {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: join(this.folder, "home"),
      CLOUDFLARE_API_BASE_URL: cloud.cloudflareUrl,
      CLOUDFLARE_API_TOKEN: "local-wrangler",
      CLOUDFLARE_ACCOUNT_ID: cloud.accountId,
      // Its ten megabytes are compiled once, not for each command.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      WRANGLER_SEND_METRICS: "false",
      CI: "1",
      FORCE_COLOR: "0",
    };
    mkdirSync(join(this.folder, "home"));
  }

  /** Writes files of the project, folders created. */
  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Runs a command to its end. @param input what it reads on its standard input. */
  run(args: readonly string[], input = ""): Promise<Finished> {
    const child = this.start(args);
    let output = "";
    child.stdout?.on("data", (chunk) => (output += String(chunk)));
    child.stderr?.on("data", (chunk) => (output += String(chunk)));
    child.stdin?.end(input);
    return new Promise((resolvePromise, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolvePromise({ code, output }));
    });
  }

  /** Like `run`, and @throws with what it printed when it fails. */
  async succeed(args: readonly string[], input = ""): Promise<string> {
    const { code, output } = await this.run(args, input);
    if (code !== 0) throw new Error(`wrangler ${args.join(" ")} exited with ${code}:\n${output}`);
    return output;
  }

  /** Starts a command that runs until it is ended. */
  start(args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [binary, ...args], {
      cwd: this.folder,
      env: this.#environment,
      stdio: "pipe",
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    return child;
  }

  /** Ends what a test that failed has left running too. */
  remove(): void {
    for (const child of this.#running) child.kill("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The version that an upload or a deploy says it made. */
export function versionIdIn(output: string): string {
  const id = /Version ID:\s+([0-9a-f-]{36})/.exec(output)?.[1];
  if (id === undefined) throw new Error(`No version id in:\n${output}`);
  return id;
}
