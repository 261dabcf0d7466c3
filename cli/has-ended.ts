import { readFileSync } from "node:fs";

/** Whether a process of this machine runs no more, though its parent may not have noticed yet. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
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
