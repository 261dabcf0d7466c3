import type { TailEvent } from "../contract.ts";

type Sink = (event: TailEvent) => void;

/** Who follows the events of which Worker. */
export class Tails {
  readonly #sinks = new Map<string, Set<Sink>>();
  readonly #watch: (script: string, isWatched: boolean) => void;

  /** @param watch is told when the first follower of a Worker comes and when the last goes */
  constructor(watch: (script: string, isWatched: boolean) => void) {
    this.#watch = watch;
  }

  follow(script: string, sink: Sink): () => void {
    const sinks = this.#sinks.get(script) ?? new Set();
    this.#sinks.set(script, sinks.add(sink));
    if (sinks.size === 1) this.#watch(script, true);
    return () => {
      if (!sinks.delete(sink) || sinks.size > 0) return;
      this.#sinks.delete(script);
      this.#watch(script, false);
    };
  }

  /** @param events as workerd describes them, with the Worker's name and version */
  deliver(events: readonly Record<string, unknown>[]): void {
    for (const event of events) {
      for (const sink of this.#sinks.get(String(event.scriptName)) ?? []) sink(traceEvent(event));
    }
  }
}

/**
 * An event as `wrangler tail` reads it (protocol `trace-v1`).
 * @see `TailEventMessage` in cloudflare/workers-sdk, packages/wrangler/src/tail/createTail.ts
 */
function traceEvent(raw: Record<string, unknown>): TailEvent {
  const { outcome, scriptName, scriptVersion, eventTimestamp, event, entrypoint } = raw;
  const { exceptions = [], logs = [], diagnosticsChannelEvents = [] } = raw;
  const { cpuTime = 0, wallTime = 0, truncated = false, executionModel } = raw;
  return {
    outcome,
    scriptName,
    scriptVersion,
    ...(entrypoint ? { entrypoint } : {}),
    eventTimestamp,
    event: event ?? null,
    exceptions,
    logs,
    diagnosticsChannelEvents,
    cpuTime,
    wallTime,
    truncated,
    executionModel,
  };
}
