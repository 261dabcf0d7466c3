import { type ChildProcess, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { LocalCloudError } from "../../errors.ts";
import { type WorkerdConfig, writeConfig } from "./config.ts";
import { type Log, parseLogLine } from "./log.ts";
import { dieWithParent, forgetProcess, rememberProcess } from "./orphans.ts";

const START_DEADLINE_MS = 20_000;
const DEBUG_PORT = "debug-port";

const require = createRequire(import.meta.url);
const workerd = require("workerd") as { default: string; compatibilityDate: string };

/** The newest compatibility date that the installed runtime knows. */
export const newestCompatibilityDate = workerd.compatibilityDate;

/** Cloudflare knows today's date; an older runtime refuses to start with a date that it does not. */
export function runnableDate(date: string): string {
  return date.localeCompare(newestCompatibilityDate) > 0 ? newestCompatibilityDate : date;
}

export interface Workerd {
  pid: number;
  /** Port of a socket of the configuration, by its name. */
  port(socket: string): number;
  /** Resolves when the process has ended, whoever ended it. */
  exited: Promise<void>;
  kill(): Promise<void>;
}

/**
 * Starts a workerd process and resolves when all its sockets listen.
 * @param directory where the configuration is kept until the process has read it
 * @param debugSocket path of the socket through which other workerd reach any service of this one
 * @throws LocalCloudError `runtime-failed` with what workerd said
 */
export async function startWorkerd(options: {
  name: string;
  config: WorkerdConfig;
  directory: string;
  debugSocket?: string;
  log: Log;
}): Promise<Workerd> {
  const { name, config, directory, debugSocket, log } = options;
  const file = join(directory, `${name}.capnp`);
  writeFileSync(file, writeConfig(config), { mode: 0o600 });
  const child = launch(file, debugSocket);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const pidFile = rememberProcess(directory, child.pid);
  void exited.then(() => forgetProcess(pidFile));
  const logs = readLogs(child, log);
  try {
    const sockets = config.sockets.map((socket) => socket.name);
    if (debugSocket !== undefined) sockets.push(DEBUG_PORT);
    const ports = await listening(child, sockets, exited);
    if (!ports) {
      await kill(child, exited);
      throw await failedStart(logs);
    }
    return {
      pid: child.pid ?? 0,
      port: (socket) => ports.get(socket) ?? 0,
      exited,
      kill: () => kill(child, exited),
    };
  } finally {
    // It holds secrets; workerd reads it only once.
    rmSync(file, { force: true });
  }
}

function launch(file: string, debugSocket: string | undefined): ChildProcess {
  const [command = "", ...args] = [
    ...dieWithParent(),
    workerd.default,
    "serve",
    "--experimental",
    "--import-path=/",
    "--control-fd=3",
    ...(debugSocket === undefined ? [] : [`--debug-port=unix:${debugSocket}`]),
    file,
  ];
  return spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH, TZ: "UTC" },
  });
}

/** @returns ports by socket name; undefined when the process ends, or takes too long. */
async function listening(
  child: ChildProcess,
  sockets: readonly string[],
  exited: Promise<void>,
): Promise<Map<string, number> | undefined> {
  const ports = new Map<string, number>();
  const control = createInterface({ input: child.stdio[3] as Readable });
  const complete = new Promise<Map<string, number>>((resolve) => {
    control.on("line", (line) => {
      const { socket, port } = JSON.parse(line) as { socket: string; port: number };
      ports.set(socket, port);
      if (sockets.every((name) => ports.has(name))) resolve(ports);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, START_DEADLINE_MS, undefined);
  });
  try {
    return await Promise.race([complete, exited.then(() => undefined), late]);
  } finally {
    clearTimeout(timer);
    control.close();
  }
}

interface Logs {
  /** What the process complained about so far. */
  complaints: readonly string[];
  /** Resolves when all that it ever printed has been read, which may be after its end. */
  ended: Promise<unknown>;
}

/** Passes what the process prints on to `log`. */
function readLogs(child: ChildProcess, log: Log): Logs {
  const complaints: string[] = [];
  const ends = [child.stdout, child.stderr].map((stream) => {
    if (!stream) return undefined;
    createInterface({ input: stream }).on("line", (line) => {
      const { level, message } = parseLogLine(line);
      if (level === "error" && complaints.length < 20) complaints.push(message);
      log(level, message);
    });
    return new Promise((resolve) => stream.once("close", resolve));
  });
  return { complaints, ended: Promise.all(ends) };
}

async function failedStart({ complaints, ended }: Logs): Promise<LocalCloudError> {
  await ended;
  const complaint = complaints.join("\n").trim();
  return new LocalCloudError(
    "runtime-failed",
    complaint === "" ? "workerd ended before it listened and said nothing." : complaint,
  );
}

async function kill(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await exited;
}
