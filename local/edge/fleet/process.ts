import { Pool } from "undici";
import { LocalCloudError } from "../../errors.ts";
import { CONTROL_KEY_HEADER, type LinkTable } from "../link/table.ts";
import { startWorkerd, type Workerd } from "../runtime/workerd.ts";
import type { FleetContext } from "./context.ts";
import type { VersionPlan } from "./plan.ts";
import {
  CONTROL_SOCKET,
  type ObjectStorage,
  processConfig,
  versionSocket,
} from "./process-config.ts";

/** Below workerd's own limit of 5 s, so that we never use a connection that it is closing. */
const KEEP_ALIVE_MS = 3_000;
const MAX_RESTARTS_PER_MINUTE = 10;
/** Cloudflare answers 524 when a Worker has not begun to answer by then. */
export const RESPONSE_LIMIT_MS = 100_000;

let started = 0;

/** One version in one process: where requests for it go. */
export interface Endpoint {
  plan: VersionPlan;
  process: WorkerProcess;
}

/**
 * A running set of versions. Restarts by itself when workerd dies; its addresses change then and
 * `onRestart` is called.
 */
export class WorkerProcess {
  readonly name: string;
  readonly plans: readonly VersionPlan[];
  readonly #context: FleetContext;
  readonly #objects: ObjectStorage | null;
  readonly #onRestart: () => void;
  readonly #pools = new Map<string, Pool>();
  #control: Pool | undefined;
  #workerd: Workerd | undefined;
  #ready: Promise<void> | undefined;
  #isStopped = false;
  #deaths: number[] = [];
  #table: LinkTable | undefined;

  private constructor(
    plans: readonly VersionPlan[],
    context: FleetContext,
    objects: ObjectStorage | null,
    onRestart: () => void,
  ) {
    started++;
    this.name = `${objects ? "objects" : "versions"}-${started}`;
    this.plans = plans;
    this.#context = context;
    this.#objects = objects;
    this.#onRestart = onRestart;
  }

  /** @throws LocalCloudError `runtime-failed` with what workerd said. */
  static async start(
    plans: readonly VersionPlan[],
    context: FleetContext,
    options: { objects?: ObjectStorage; onRestart: () => void },
  ): Promise<WorkerProcess> {
    const { objects = null, onRestart } = options;
    const process = new WorkerProcess(plans, context, objects, onRestart);
    await process.#run();
    return process;
  }

  /** Through which other processes reach this one's services. */
  get debugAddress(): string {
    return this.#workerd?.debugAddress ?? "";
  }

  get pid(): number {
    return this.#workerd?.pid ?? 0;
  }

  /** Undefined while it runs; else resolves when it runs again. */
  get ready(): Promise<void> | undefined {
    return this.#ready;
  }

  /** Resolves when the process, which has just ended, runs again; at once if it does not come back. */
  async back(): Promise<void> {
    await this.#workerd?.exited;
    await this.#ready;
  }

  pool(plan: VersionPlan): Pool {
    const pool = this.#pools.get(plan.key);
    if (!pool) throw new LocalCloudError("runtime-failed", `${plan.service} does not run here.`);
    return pool;
  }

  port(plan: VersionPlan): number {
    return this.#workerd?.port(versionSocket(plan)) ?? 0;
  }

  async sendTable(table: LinkTable): Promise<void> {
    this.#table = table;
    if (!this.#ready) await this.command("/table", table);
  }

  /** Has the process's `link` Worker do something; resolves with its JSON answer. */
  async command(path: string, body: unknown): Promise<unknown> {
    if (!this.#control) throw new LocalCloudError("runtime-failed", `${this.name} does not run.`);
    const answer = await this.#control.request({
      path,
      method: "POST",
      headers: { [CONTROL_KEY_HEADER]: this.#context.controlKey },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) {
      throw new LocalCloudError("runtime-failed", `${this.name} answered ${path} with ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#workerd?.kill();
    await this.#closePools();
  }

  async #run(): Promise<void> {
    const { runDirectory: directory, log } = this.#context;
    const config = processConfig(this.plans, this.#context, this.#objects);
    const workerd = await startWorkerd({ name: this.name, config, directory, log });
    this.#workerd = workerd;
    this.#control = new Pool(`http://127.0.0.1:${workerd.port(CONTROL_SOCKET)}`, {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    for (const plan of this.plans) {
      const pool = new Pool(`http://127.0.0.1:${this.port(plan)}`, {
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: RESPONSE_LIMIT_MS,
        bodyTimeout: 0,
      });
      this.#pools.set(plan.key, pool);
    }
    void workerd.exited.then(() => this.#died());
  }

  async #died(): Promise<void> {
    if (this.#isStopped) return;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < 60_000), now];
    if (this.#deaths.length > MAX_RESTARTS_PER_MINUTE) {
      this.#context.log("error", `workerd (${this.name}) keeps ending; it is not restarted again.`);
      return;
    }
    this.#context.log("warn", `workerd (${this.name}) ended unexpectedly and is restarted.`);
    this.#ready = this.#restart();
    await this.#ready;
  }

  async #restart(): Promise<void> {
    await this.#closePools();
    try {
      await this.#run();
      if (this.#table) await this.command("/table", this.#table);
    } catch (error) {
      this.#context.log("error", `workerd (${this.name}) did not start again: ${String(error)}`);
      return;
    }
    this.#ready = undefined;
    // Stopped while it was starting.
    if (this.#isStopped) await this.stop();
    else this.#onRestart();
  }

  async #closePools(): Promise<void> {
    const pools = [...this.#pools.values(), ...(this.#control ? [this.#control] : [])];
    this.#pools.clear();
    this.#control = undefined;
    await Promise.all(pools.map((pool) => pool.destroy()));
  }
}
