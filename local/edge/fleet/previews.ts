import type { RuntimeVersion, VersionSource } from "../contract.ts";
import type { Fleet } from "./fleet.ts";
import type { Endpoint } from "./process.ts";

interface Running {
  started: Promise<{ endpoint: Endpoint; stop(): void }>;
  timer: NodeJS.Timeout | undefined;
}

/** Versions that no deployment has, run for their preview URLs only while these are used. */
export class Previews {
  readonly #fleet: Fleet;
  readonly #versions: VersionSource;
  readonly #idleMs: number;
  /** Called with each version before it runs. */
  readonly #prepare: (version: RuntimeVersion) => void;
  readonly #running = new Map<string, Running>();

  constructor(options: {
    fleet: Fleet;
    versions: VersionSource;
    idleMs: number;
    prepare: (version: RuntimeVersion) => void;
  }) {
    this.#fleet = options.fleet;
    this.#versions = options.versions;
    this.#idleMs = options.idleMs;
    this.#prepare = options.prepare;
  }

  /** @returns undefined when the Worker has no version whose id begins so. */
  async find(script: string, prefix: string): Promise<Endpoint | undefined> {
    const deployed = this.#fleet.table.scripts
      .get(script)
      ?.versions.find(({ versionId }) => versionId.startsWith(prefix));
    if (deployed) return deployed.endpoint;
    const version = this.#versions.versionByPrefix(script, prefix);
    if (!version) return undefined;
    const running = this.#running.get(version.id) ?? this.#start(version);
    const { endpoint, stop } = await running.started;
    this.#postponeEnd(version.id, running, stop);
    return endpoint;
  }

  /** Ids of the versions that run. */
  ids(): string[] {
    return [...this.#running.keys()];
  }

  stop(): void {
    for (const { timer } of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }

  #start(version: RuntimeVersion): Running {
    this.#prepare(version);
    const running = { started: this.#fleet.startAside(version), timer: undefined };
    this.#running.set(version.id, running);
    running.started.catch(() => this.#running.delete(version.id));
    return running;
  }

  #postponeEnd(id: string, running: Running, stop: () => void): void {
    clearTimeout(running.timer);
    running.timer = setTimeout(() => {
      this.#running.delete(id);
      stop();
    }, this.#idleMs);
    running.timer.unref();
  }
}
