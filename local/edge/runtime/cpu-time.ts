import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Linux counts processor time in hundredths of a second. @see man 5 proc_pid_stat */
const TICK_MS = 10;

/** How much longer than it computes a process may take where it does something else, or waits. */
const WALL_FACTOR = 6;

/**
 * Resolves when a process has computed for `limitMs` since the call: a busy machine lets it wait,
 * which is none of its doing. Where the system does not tell, what counts is the clock on the wall.
 * Rejects with the signal, and where the process has ended.
 */
export async function computedFor(
  pid: number,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const latest = performance.now() + WALL_FACTOR * limitMs;
  const used = process.platform === "linux" ? () => cpuTimeMs(pid) : () => performance.now();
  const end = used() + limitMs;
  for (let left = limitMs; left > 0 && performance.now() < latest; left = end - used()) {
    await delay(left, undefined, { signal, ref: false });
  }
}

function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // Behind the command's name, which may have spaces in it: utime and stime, fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return TICK_MS * (Number(fields[11]) + Number(fields[12]));
}
