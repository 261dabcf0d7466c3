import { fstatSync } from "node:fs";

/**
 * Ends this process when the engine that started it is gone. The engine holds the other end of a
 * plugin's stdin, so a killed engine shows as its end; without this a plugin outlives `kill -9`.
 *
 * @param graceMs how long a call in flight may still take.
 */
export function exitWithEngine(options: { graceMs: number; onExit?: () => void }): void {
  const stdin = fstatSync(0);
  if (!stdin.isFIFO() && !stdin.isSocket()) return;
  process.stdin.resume();
  process.stdin.once("end", () => {
    setTimeout(() => {
      options.onExit?.();
      process.exit(0);
    }, options.graceMs);
  });
}
