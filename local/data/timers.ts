/** How the data plane waits; tests give it time by hand. */
export interface Timers {
  /** Runs `work` once after `ms`. @returns how to call it off. */
  after(ms: number, work: () => void): () => void;
}

/** Timers that do not keep the process alive. */
export const systemTimers: Timers = {
  after(ms, work) {
    const timeout = setTimeout(work, ms);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};
