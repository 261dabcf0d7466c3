import type { Log } from "../runtime/log.ts";
import type { WorkerProcess } from "./process.ts";

/**
 * Ends processes that do not answer any more, so that they start again: a Worker that computes for
 * ever keeps its whole process from doing anything. Cloudflare ends such a request by itself (1102).
 */
export class Watchdog {
  readonly #processes: () => readonly WorkerProcess[];
  readonly #limitMs: number;
  readonly #log: Log;
  readonly #watched = new WeakSet<WorkerProcess>();
  readonly #timer: NodeJS.Timeout;

  /** @param limitMs how long a process may be busy without a pause */
  constructor(processes: () => readonly WorkerProcess[], limitMs: number, log: Log) {
    this.#processes = processes;
    this.#limitMs = limitMs;
    this.#log = log;
    this.#timer = setInterval(() => this.#look(), limitMs / 3);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const process of this.#processes()) {
      if (this.#watched.has(process) || process.ready !== undefined) continue;
      this.#watched.add(process);
      void this.#watch(process).finally(() => this.#watched.delete(process));
    }
  }

  async #watch(process: WorkerProcess): Promise<void> {
    if (await process.answers(this.#limitMs)) return;
    const names = new Set(process.plans.map(({ version }) => version.script));
    this.#log(
      "error",
      `workerd (${process.name}) was busy for ${this.#limitMs / 1000} s and is started again. It runs ${[...names].join(", ")}.`,
    );
    await process.kill();
  }
}
