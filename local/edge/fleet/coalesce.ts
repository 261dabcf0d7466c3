interface Waiting<T> {
  value: T;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Runs `work` one at a time and only on the newest value: a caller's promise resolves when its value
 * or a later one has been worked in. When the newest fails, the one before it is tried.
 */
export function coalesce<T>(work: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let waiting: Waiting<T>[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    for (let newest = waiting.at(-1); newest; newest = waiting.at(-1)) {
      const taken = newest;
      try {
        await work(taken.value);
        const done = waiting.slice(0, waiting.indexOf(taken) + 1);
        waiting = waiting.slice(done.length);
        for (const { resolve } of done) resolve();
      } catch (error) {
        waiting = waiting.filter((entry) => entry !== taken);
        taken.reject(error);
      }
    }
    isRunning = false;
  }

  return (value) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ value, resolve, reject });
    if (!isRunning) void run();
    return promise;
  };
}
