/** Somebody's wish that a rollout ends, for as long as it is listened to. */
export interface Interruption {
  /** Aborted by Ctrl-C, or by whoever ends the process. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Keeps the process alive after Ctrl-C for as long as going back may be needed. */
export function listenForInterrupts(): Interruption {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, abort);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of signals) process.off(name, abort);
    },
  };
}
