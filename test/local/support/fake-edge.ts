import type {
  Edge,
  QueueOutcome,
  RuntimeState,
  RuntimeVersion,
  TailEvent,
  VersionExports,
} from "../../../local/edge/contract.ts";
import { UploadRejected } from "../../../local/edge/contract.ts";

const kinds: readonly [RegExp, VersionExports["named"][string]][] = [
  [/extends DurableObject/, "durable-object"],
  [/extends WorkerEntrypoint/, "worker-entrypoint"],
];

/**
 * An edge that runs nothing: it remembers what it was told to serve, and reads a version's exports
 * off the text of its main module.
 */
export class FakeEdge implements Edge {
  readonly origin = "http://127.0.0.1:1";
  /** Every state it was given, the last one being served. */
  readonly applied: RuntimeState[] = [];
  /** Set to refuse the next states. */
  refusal: string | undefined;
  readonly #sinks = new Map<string, Set<(event: TailEvent) => void>>();
  readonly #read: (blob: string) => Buffer;

  /** @param read the bytes of a module by its blob. */
  constructor(read: (blob: string) => Buffer) {
    this.#read = read;
  }

  get served(): RuntimeState {
    const last = this.applied.at(-1);
    if (!last) throw new Error("Nothing has been applied.");
    return last;
  }

  async validate(version: RuntimeVersion): Promise<VersionExports> {
    const main = version.modules.find(({ name }) => name === version.mainModule);
    const source = main ? this.#read(main.blob).toString() : "";
    if (source.includes("syntax error")) {
      throw new UploadRejected("Uncaught SyntaxError: Unexpected identifier 'error' at index.js:1");
    }
    const named = [...source.matchAll(/export class (\w+)([^{]*)/g)].map(
      ([, name = "", rest = ""]) =>
        [name, kinds.find(([pattern]) => pattern.test(rest))?.[1] ?? "other"] as const,
    );
    const handlers = ["fetch", "scheduled", "queue", "tail"].filter((handler) =>
      new RegExp(`\\b${handler}\\s*[(:]`).test(source),
    );
    return { handlers, named: Object.fromEntries(named), startupTimeMs: 3 };
  }

  async apply(state: RuntimeState): Promise<void> {
    if (this.refusal !== undefined) throw new Error(this.refusal);
    this.applied.push(structuredClone(state));
  }

  tail(script: string, sink: (event: TailEvent) => void): () => void {
    const sinks = this.#sinks.get(script) ?? new Set();
    this.#sinks.set(script, sinks.add(sink));
    return () => sinks.delete(sink);
  }

  /** How many clients listen to the Worker's events. */
  listeners(script: string): number {
    return this.#sinks.get(script)?.size ?? 0;
  }

  emit(script: string, event: TailEvent): void {
    for (const sink of this.#sinks.get(script) ?? []) sink(event);
  }

  async deliver(): Promise<QueueOutcome> {
    throw new Error("No version runs.");
  }

  async trigger(): Promise<string> {
    return "ok";
  }

  snapshot(): unknown {
    return {};
  }

  async close(): Promise<void> {}
}
