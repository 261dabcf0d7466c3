import type { LogSink } from "./log.ts";

/** All that a Worker takes from outside its bindings; tests hand in their own. */
export interface Runtime {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A fresh, unguessable id (UUID v4). */
  newId(): string;
  fetch(request: Request): Promise<Response>;
  readonly writeLog: LogSink;
}

/** The runtime of a deployed Worker. */
export const workerRuntime: Runtime = {
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  fetch: (request) => fetch(request),
  writeLog: (level, line) => console[level](line),
};
