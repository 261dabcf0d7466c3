import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RuntimeScript, RuntimeState, RuntimeVersion } from "../contract.ts";
import type { FleetContext } from "./context.ts";
import {
  type NamespaceLookup,
  namespaceLookup,
  objectVersion,
  planVersion,
  type VersionPlan,
} from "./plan.ts";
import { WorkerProcess } from "./process.ts";
import type { ObjectStorage } from "./process-config.ts";

/** Where the Durable Objects of a Worker live. */
export interface Home {
  script: string;
  /** Of the version and its classes: equal homes need not be replaced. */
  key: string;
  plan: VersionPlan;
  objects: ObjectStorage;
  /** Absent while it is replaced. */
  process: WorkerProcess | undefined;
}

export interface HomeHooks {
  /** Sends the changed table to all processes. */
  publish(): Promise<void>;
  /** Resolves when no process is in the middle of a call to the namespaces. */
  settle(namespaces: readonly string[]): Promise<void>;
}

/**
 * One process per Worker that implements Durable Objects. An object's database can be open in one
 * process only, so a deployment replaces the process: callers wait meanwhile, objects lose their
 * memory and WebSockets, as they do at Cloudflare, and keep their storage and alarms.
 */
export class ObjectHomes {
  readonly #context: FleetContext;
  readonly #hooks: HomeHooks;
  readonly #homes = new Map<string, Home>();

  constructor(context: FleetContext, hooks: HomeHooks) {
    this.#context = context;
    this.#hooks = hooks;
  }

  [Symbol.iterator](): Iterator<Home> {
    return this.#homes.values();
  }

  /** The version that hosts a Worker's objects now. */
  versionOf(script: string): string | undefined {
    return this.#homes.get(script)?.plan.version.id;
  }

  /**
   * Moves every Worker's objects to the version that is to host them; those of Workers
   * that failed already stay.
   * @param failures gets what kept a Worker's objects from moving; they stay too
   */
  async update(state: RuntimeState, failures: Map<string, unknown>): Promise<void> {
    const namespaceOf = namespaceLookup(state);
    const untouched = new Set(failures.keys());
    const touched = state.scripts.filter(({ name }) => !untouched.has(name));
    const wanted = touched.flatMap((script) => {
      const version = objectVersion(script, this.versionOf(script.name));
      return version ? [{ script, version }] : [];
    });
    const names = new Set(wanted.map(({ script }) => script.name));
    const gone = [...this.#homes.values()].filter(
      ({ script }) => !names.has(script) && !untouched.has(script),
    );
    await Promise.all([
      ...gone.map((home) => this.#remove(home)),
      ...wanted.map(({ script, version }) =>
        this.#settleIn(this.#planHome(script, version, namespaceOf)).catch((error: unknown) => {
          failures.set(script.name, error);
        }),
      ),
    ]);
  }

  /** Destroys what the objects of namespaces that are no more have stored. */
  erase(namespaces: readonly string[]): void {
    for (const id of namespaces) {
      rmSync(join(this.#context.objectDirectory, id), { recursive: true, force: true });
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#homes.values()].map(({ process }) => process?.stop()));
    this.#homes.clear();
  }

  async #settleIn(next: Home): Promise<void> {
    const current = this.#homes.get(next.script);
    if (current?.key === next.key) return;
    if (current) await this.#vacate(current);
    try {
      next.process = await this.#start(next);
      this.#homes.set(next.script, next);
    } catch (error) {
      if (current) current.process = await this.#start(current);
      throw error;
    } finally {
      await this.#hooks.publish();
    }
  }

  #planHome(script: RuntimeScript, version: RuntimeVersion, namespaceOf: NamespaceLookup): Home {
    const plan = planVersion(version, namespaceOf, true);
    const objects = {
      directory: this.#context.objectDirectory,
      classes: script.durableObjects,
    };
    const key = JSON.stringify([plan.key, script.durableObjects]);
    return { script: script.name, key, plan, objects, process: undefined };
  }

  /** Ends the home's process when its callers are done; new calls wait until it has another. */
  async #vacate(home: Home): Promise<void> {
    const { process } = home;
    home.process = undefined;
    await this.#hooks.publish();
    await this.#hooks.settle(home.objects.classes.map(({ namespaceId }) => namespaceId));
    await process?.stop();
  }

  async #remove(home: Home): Promise<void> {
    await this.#vacate(home);
    this.#homes.delete(home.script);
  }

  #start({ plan, objects }: Home): Promise<WorkerProcess> {
    mkdirSync(objects.directory, { recursive: true });
    return WorkerProcess.start([plan], this.#context, objects);
  }
}
