/** Tells people something: one line, without its end. */
export type Report = (line: string) => void;

/** How often long work says that it goes on. */
const INTERVAL_MS = 5_000;

/** `75 s` as `1 min 15 s`. */
export function formatElapsed(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/**
 * Runs long work and reports every few seconds how far it is.
 * @param describe the state of the work, such as `412 packages compiled`; asked for at each report.
 */
export async function withProgress<Result>(
  options: { label: string; report: Report; describe: () => string; intervalMs?: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  const elapsed = () => formatElapsed(performance.now() - started);
  const timer = setInterval(() => {
    options.report(`${options.label}: ${options.describe()}, ${elapsed()}`);
  }, options.intervalMs ?? INTERVAL_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
