import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * No workerd may outlive us, not even when we are killed with `kill -9`: it would keep ports and
 * Durable Objects' files. On Linux the kernel sees to it; elsewhere the next start does.
 */
export function dieWithParent(): readonly string[] {
  const setpriv = findSetpriv();
  return setpriv === undefined ? [] : [setpriv, "--pdeathsig", "KILL"];
}

let setprivPath: string | undefined | null = null;

function findSetpriv(): string | undefined {
  if (setprivPath === null) {
    const folders = process.platform === "linux" ? (process.env.PATH ?? "").split(delimiter) : [];
    setprivPath = folders.map((folder) => join(folder, "setpriv")).find(existsSync);
  }
  return setprivPath;
}

const processFolder = (directory: string): string => join(directory, "processes");

/** Notes that `pid` runs on a configuration in `directory`; returns the note's path. */
export function rememberProcess(directory: string, pid: number | undefined): string | undefined {
  if (pid === undefined) return undefined;
  mkdirSync(processFolder(directory), { recursive: true });
  const note = join(processFolder(directory), String(pid));
  writeFileSync(note, "");
  return note;
}

export function forgetProcess(note: string | undefined): void {
  if (note !== undefined) rmSync(note, { force: true });
}

/** Ends processes that an earlier run on `directory` left behind; returns their ids. */
export function reapOrphans(directory: string): number[] {
  if (!existsSync(processFolder(directory))) return [];
  const reaped: number[] = [];
  for (const name of readdirSync(processFolder(directory))) {
    const pid = Number(name);
    const isOurs = Number.isInteger(pid) && pid > 1 && commandOf(pid).includes(directory);
    if (isOurs && end(pid)) reaped.push(pid);
    forgetProcess(join(processFolder(directory), name));
  }
  return reaped;
}

/** @returns false where it has just ended by itself, as it does when who started it was killed. */
function end(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** The command line of a process; empty when there is none: its id may be another's by now. */
function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
