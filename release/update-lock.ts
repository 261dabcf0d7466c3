import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { fileBackendFolder } from "./file-backend.ts";
import { isAlive } from "./is-alive.ts";

/** An update of a stack that keeps others out. */
export interface UpdateLock {
  readonly user: string;
  readonly host: string;
  readonly processId: number;
  /** ISO 8601. */
  readonly since: string;
  /** Where a file backend keeps it; undefined for all other backends. */
  readonly file?: string;
}

/** A lock file of the engine, as observed with 3.256. */
const lockSchema = z.object({
  pid: z.number(),
  username: z.string(),
  hostname: z.string(),
  timestamp: z.string(),
});

/** The locks of a stack in a file backend, oldest first; none where the backend is of another kind. */
export async function readLocks(
  backendUrl: string | undefined,
  project: string,
  stack: string,
): Promise<readonly UpdateLock[]> {
  const backend = fileBackendFolder(backendUrl);
  if (backend === undefined) return [];
  const folder = join(backend, "locks", "organization", project, stack);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".json")).map((name) => join(folder, name));
  const locks = await Promise.all(files.map(readLock));
  return locks
    .filter((lock) => lock !== undefined)
    .sort((one, other) => one.since.localeCompare(other.since));
}

/** A lock that goes while it is read, or is not written yet, is none. */
async function readLock(file: string): Promise<UpdateLock | undefined> {
  try {
    return fromWire(lockSchema.parse(JSON.parse(await readFile(file, "utf8"))), file);
  } catch {
    return undefined;
  }
}

function fromWire(lock: z.infer<typeof lockSchema>, file: string): UpdateLock {
  const { pid, username, hostname: host, timestamp } = lock;
  return { user: username, host, processId: pid, since: timestamp, file };
}

/** The engine tells of a lock in words alone, the same for every backend that it keeps itself. */
const refusal = /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/;

/** Who holds the lock that the engine's refusal speaks of; undefined where it does not say. */
export function lockInRefusal(errorText: string): UpdateLock | undefined {
  const [, user, host, processId, since] = refusal.exec(errorText) ?? [];
  if (!user || !host || !processId || !since) return undefined;
  return { user, host, processId: Number(processId), since };
}

/** Whether the engine's refusal is that another update goes on. */
export function isLockRefusal(errorText: string): boolean {
  return (
    errorText.includes("the stack is currently locked by") ||
    errorText.includes("[409] Conflict: Another update is currently in progress")
  );
}

/** Whether the process that holds it has ended. Only a process of this machine can be known to. */
export function isStale(lock: UpdateLock, machine: string = hostname()): boolean {
  return lock.host === machine && !isAlive(lock.processId);
}

/** Removes just this lock. @returns false where it is held, or no file. */
export async function breakStaleLock(lock: UpdateLock): Promise<boolean> {
  if (lock.file === undefined || !isStale(lock)) return false;
  await rm(lock.file, { force: true });
  return true;
}

/** `ada@build-1 (process 4711) since 2026-11-21 12:13:35 UTC` */
export function describeLock({ user, host, processId, since }: UpdateLock): string {
  const time = since.slice(0, 19).replace("T", " ");
  return `${user}@${host} (process ${processId}) since ${time} UTC`;
}
