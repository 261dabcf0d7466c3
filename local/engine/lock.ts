import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { formatElapsed, type Report } from "./progress.ts";

const POLL_MS = 250;
const REPORT_EVERY_MS = 5_000;

/**
 * Runs `work` while no other process runs work under the same lock file.
 *
 * The lock is the operating system's own on a SQLite file: it goes with the process that holds it,
 * so a killed process leaves nothing that would have to be judged stale and broken.
 *
 * @param options.waitingFor what the other process does, such as `installing the engine`.
 */
export async function withLock<Result>(
  path: string,
  options: { waitingFor: string; report: Report; signal?: AbortSignal | undefined },
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    await acquire(database, options);
    return await work();
  } finally {
    database.close();
  }
}

async function acquire(
  database: DatabaseSync,
  options: { waitingFor: string; report: Report; signal?: AbortSignal | undefined },
): Promise<void> {
  const started = performance.now();
  let nextReportMs = 0;
  while (!tryAcquire(database)) {
    const waitedMs = performance.now() - started;
    if (waitedMs >= nextReportMs) {
      const waited = nextReportMs === 0 ? "" : ` (${formatElapsed(waitedMs)})`;
      options.report(`Another process is ${options.waitingFor}: waiting for it${waited}`);
      nextReportMs += REPORT_EVERY_MS;
    }
    await delay(POLL_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

function tryAcquire(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/** @see https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
