import { readFileSync } from "node:fs";
import { isAlive } from "../release/is-alive.ts";

/** Whether a process of this machine runs no more, though its parent may not have noticed yet. */
export function hasEnded(pid: number): boolean {
  if (!isAlive(pid)) return true;
  return process.platform === "linux" && /^\d+ \(.*\) [ZX] /s.test(statusOf(pid));
}

/** Empty where it has just ended. @see man 5 proc_pid_stat */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}
