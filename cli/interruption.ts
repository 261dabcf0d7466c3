import type { Output } from "./output.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that Ctrl-C, or whoever ends the terminal or the job, may interrupt: it is told once, and
 * brings what it has begun to its end. More of them change nothing.
 */
export async function interruptible<T>(
  output: Output,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    output.line(
      controller.signal.aborted
        ? "  Still stopping. What was begun is brought to its end, so that nothing is left halfway."
        : "  Stopping: what was begun is brought to its end, a rollout goes back.",
    );
    controller.abort();
  };
  for (const name of signals) process.on(name, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, interrupt);
  }
}
