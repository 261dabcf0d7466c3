import { setTimeout as delay } from "node:timers/promises";
import { LocalCloudError } from "../../errors.ts";
import type { RuntimeScript, RuntimeState, RuntimeVersion } from "../contract.ts";
import { coalesce } from "./coalesce.ts";
import type { FleetContext } from "./context.ts";
import { ObjectHomes } from "./homes.ts";
import { namespaceLookup, planVersion, type VersionPlan } from "./plan.ts";
import { type Endpoint, edgeClosed, WorkerProcess } from "./process.ts";
import { linkTable, type ServedTable, serveScript } from "./table.ts";
import { Traffic } from "./traffic.ts";
import { Watchdog } from "./watchdog.ts";

/** More processes would cost memory; fewer would make deployments start more than what changed. */
const MAX_PROCESSES = 4;
/** How long a call into Durable Objects may hold up their move. */
const SETTLE_LIMIT_MS = 5_000;

export interface FleetOptions extends Omit<FleetContext, "stopping"> {
  /** Host patterns that the front answers, which Workers' requests must not leave for. */
  hostsOf(state: RuntimeState): readonly string[];
  /** Base URLs of what stands for hosts elsewhere, by host. */
  emulatedHosts(): Readonly<Record<string, string>>;
  /** How long a replaced process may be used by what began before: streams, WebSockets. */
  drainLimitMs: number;
  /** How long after that its `waitUntil()` work may go on. */
  lingerMs: number;
  /** How long a process may be busy without a pause. */
  busyLimitMs: number;
}

const NOTHING: RuntimeState = {
  scripts: [],
  routes: [],
  customDomains: [],
  queueConsumers: [],
  pausedQueues: [],
};

/**
 * The processes that run what is served. A deployment starts a process with what it adds, then the
 * table is swapped in one step, and processes that nothing is served from any more end when what
 * began before is done. Percentages and routes are only in the table.
 */
export class Fleet {
  readonly traffic = new Traffic();
  readonly apply: (state: RuntimeState) => Promise<void>;
  readonly #options: FleetOptions & FleetContext;
  readonly #homes: ObjectHomes;
  /** Processes of previews, and those that are being drained, need the table too. */
  readonly #others = new Set<WorkerProcess>();
  readonly #stopping = new AbortController();
  readonly #watched = new Set<string>();
  readonly #watchdog: Watchdog;
  /** Starts of processes that must not be left behind. */
  readonly #underWay = new Set<Promise<unknown>>();
  #processes: WorkerProcess[] = [];
  #table: ServedTable = { state: NOTHING, scripts: new Map() };
  /** Ahead of `#table` for as long as it takes the processes to learn it. */
  #published = this.#table;

  constructor(options: FleetOptions) {
    this.#options = { ...options, stopping: this.#stopping.signal };
    this.#homes = new ObjectHomes(this.#options, {
      publish: () => this.publish(),
      settle: (namespaces) => this.#settle(namespaces),
    });
    this.#watchdog = new Watchdog(() => this.processes(), options.busyLimitMs, options.log);
    this.apply = coalesce((state) => this.#untilDone(this.#apply(state)));
  }

  get table(): ServedTable {
    return this.#table;
  }

  /** All running processes, those of Durable Objects and previews included. */
  processes(): WorkerProcess[] {
    const homes = [...this.#homes].flatMap(({ process }) => process ?? []);
    return [...this.#processes, ...homes, ...this.#others];
  }

  /** Has the events of a Worker reported, or no longer; that takes another process of its versions. */
  watch(script: string, isWatched: boolean): void {
    if (isWatched) this.#watched.add(script);
    else this.#watched.delete(script);
    if (this.#stopping.signal.aborted) return;
    this.apply(this.#table.state).catch((error: unknown) => {
      this.#options.log("error", `Events of ${script} are not reported: ${describe(error)}`);
    });
  }

  /** Runs a version that no deployment has; the function returned ends it. */
  async startAside(version: RuntimeVersion): Promise<{ endpoint: Endpoint; stop(): void }> {
    const plan = planVersion(version, namespaceLookup(this.#table.state), false);
    const process = await this.#untilDone(this.#start([plan]));
    this.#others.add(process);
    await this.publish();
    return {
      endpoint: { plan, process },
      stop: () => void this.#retire(process),
    };
  }

  /** Sends the table to all processes. */
  async publish(): Promise<void> {
    const table = this.#published;
    const hosts = {
      served: this.#options.hostsOf(table.state),
      emulated: this.#options.emulatedHosts(),
    };
    await Promise.all(
      this.processes().map((process) =>
        process
          .sendTable(linkTable(table, this.#homes, hosts, this.#watched, process))
          // It has just ended; it gets the table when it is back.
          .catch(() => {}),
      ),
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#watchdog.stop();
    await Promise.allSettled(this.#underWay);
    await Promise.all([
      ...[...this.#processes, ...this.#others].map((process) => process.stop()),
      this.#homes.stop(),
    ]);
  }

  async #untilDone<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  async #apply(state: RuntimeState): Promise<void> {
    if (this.#stopping.signal.aborted) throw edgeClosed();
    const failures = new Map<string, unknown>();
    const plans = this.#planScripts(state, failures);
    const endpoints = await this.#place(plans, failures);
    await this.#homes.update(state, failures);
    const before = this.#table;
    this.#published = this.#serve(state, plans, endpoints, failures);
    await this.publish();
    this.#table = this.#published;
    this.#retireUnused();
    if (failures.size > 0) throw refusal(failures);
    this.#homes.erase(lostNamespaces(before.state, state));
  }

  #planScripts(
    state: RuntimeState,
    failures: Map<string, unknown>,
  ): Map<string, readonly VersionPlan[]> {
    const plans = new Map<string, readonly VersionPlan[]>();
    const namespaceOf = namespaceLookup(state);
    for (const { name, split, tailConsumers } of state.scripts) {
      const isTailed = this.#watched.has(name) || tailConsumers.length > 0;
      try {
        plans.set(
          name,
          split.map(({ version }) => planVersion(version, namespaceOf, isTailed)),
        );
      } catch (error) {
        failures.set(name, error);
      }
    }
    return plans;
  }

  /** Has every plan run somewhere; starts what does not run yet in one process. */
  async #place(
    plans: ReadonlyMap<string, readonly VersionPlan[]>,
    failures: Map<string, unknown>,
  ): Promise<Map<string, Endpoint>> {
    const wanted = new Map([...plans.values()].flat().map((plan) => [plan.key, plan]));
    const running = this.#endpoints();
    const missing = [...wanted.values()].filter(({ key, isTailed }) => {
      const found = running.get(key);
      return !found || (isTailed && !found.plan.isTailed);
    });
    if (missing.length === 0) return running;
    const absorbed = this.#processesToMerge(wanted);
    const moved = absorbed.flatMap(({ plans: old }) =>
      old.flatMap(({ key }) => wanted.get(key) ?? []),
    );
    try {
      this.#processes.push(await this.#start([...new Set([...missing, ...moved])]));
    } catch (error) {
      await this.#startApart(missing, failures, error);
    }
    return this.#endpoints();
  }

  /** After a start failed: finds out which versions are to blame, and runs the others. */
  async #startApart(
    plans: readonly VersionPlan[],
    failures: Map<string, unknown>,
    error: unknown,
  ): Promise<void> {
    if (plans.length === 1) {
      for (const { version } of plans) failures.set(version.script, error);
      return;
    }
    for (const plan of plans) {
      try {
        this.#processes.push(await this.#start([plan]));
      } catch (reason) {
        failures.set(plan.version.script, reason);
      }
    }
  }

  /**
   * Processes whose versions the next one takes over, so that there are never many: all but the
   * largest, and that one too when most of it is not served any more.
   */
  #processesToMerge(wanted: ReadonlyMap<string, VersionPlan>): WorkerProcess[] {
    const used = (process: WorkerProcess) =>
      process.plans.filter(({ key }) => wanted.has(key)).length;
    const live = this.#processes.filter((process) => used(process) > 0);
    if (live.length < MAX_PROCESSES) return [];
    const [largest, ...rest] = live.sort((a, b) => used(b) - used(a));
    const isStale = largest !== undefined && used(largest) * 2 < largest.plans.length;
    return isStale ? [largest, ...rest] : rest;
  }

  /** Where each version runs; of two processes that run it the later one counts. */
  #endpoints(): Map<string, Endpoint> {
    return new Map(
      this.#processes.flatMap((process) =>
        process.plans.map((plan): [string, Endpoint] => [plan.key, { plan, process }]),
      ),
    );
  }

  /** What is served of each Worker next; a Worker that failed stays as it is. */
  #serve(
    state: RuntimeState,
    plans: ReadonlyMap<string, readonly VersionPlan[]>,
    endpoints: ReadonlyMap<string, Endpoint>,
    failures: ReadonlyMap<string, unknown>,
  ): ServedTable {
    const served = state.scripts.flatMap((script) => {
      const { name } = script;
      if (failures.has(name)) return this.#table.scripts.get(name) ?? [];
      const places = (plans.get(name) ?? []).flatMap(({ key }) => endpoints.get(key) ?? []);
      return serveScript(script, places);
    });
    return {
      state: { ...state, scripts: served.map(({ script }) => script) },
      scripts: new Map(served.map((entry) => [entry.script.name, entry])),
    };
  }

  #start(plans: readonly VersionPlan[]): Promise<WorkerProcess> {
    return WorkerProcess.start(plans, this.#options);
  }

  #retireUnused(): void {
    const used = new Set(
      [...this.#table.scripts.values()].flatMap(({ versions }) =>
        versions.map(({ endpoint }) => endpoint.process),
      ),
    );
    const unused = this.#processes.filter((process) => !used.has(process));
    this.#processes = this.#processes.filter((process) => used.has(process));
    for (const process of unused) {
      this.#others.add(process);
      void this.#retire(process);
    }
  }

  /** Ends a process when nothing that began before can need it any more. */
  async #retire(process: WorkerProcess): Promise<void> {
    const { drainLimitMs, lingerMs } = this.#options;
    const { signal } = this.#stopping;
    try {
      const options = { signal, ref: false };
      await Promise.race([this.traffic.drained(), delay(drainLimitMs, undefined, options)]);
      await delay(lingerMs, undefined, options);
    } catch {
      // All are being stopped.
    }
    await process.stop();
    this.#others.delete(process);
  }

  async #settle(namespaces: readonly string[]): Promise<void> {
    const call = { namespaces, limitMs: SETTLE_LIMIT_MS };
    const settled = this.processes().map((process) => process.command("/hold", call));
    const late = delay(2 * SETTLE_LIMIT_MS, undefined, { ref: false });
    await Promise.race([Promise.allSettled(settled), late]);
  }
}

function lostNamespaces(before: RuntimeState, after: RuntimeState): string[] {
  const ids = (scripts: readonly RuntimeScript[]) =>
    scripts.flatMap(({ durableObjects }) => durableObjects.map(({ namespaceId }) => namespaceId));
  const kept = new Set(ids(after.scripts));
  return ids(before.scripts).filter((id) => !kept.has(id));
}

function refusal(failures: ReadonlyMap<string, unknown>): LocalCloudError {
  const reasons = [...failures].map(
    ([script, error]) => `Worker "${script}" was not changed: ${describe(error)}`,
  );
  return new LocalCloudError("runtime-failed", reasons.join("\n"));
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
