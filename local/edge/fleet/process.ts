import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LocalCloudError } from "../../errors.ts";
import { postJson } from "../http/call.ts";
import { Upstream } from "../http/upstream.ts";
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

const MAX_RESTARTS_PER_MINUTE = 10;
/** Between a start that failed and the next. */
const RETRY_MS = 500;
/** Within which we hear of the end of a process that has ended; a busy machine takes its time. */
const DEATH_NOTICE_MS = 10_000;

const TABLE_LIMIT_MS = 2_000;
const UNREF = { ref: false };

let started = 0;

/** One version in one process: where requests for it go. */
export interface Endpoint {
  plan: VersionPlan;
  process: WorkerProcess;
}

export function edgeClosed(): LocalCloudError {
  return new LocalCloudError("runtime-failed", "The edge was closed.");
}

/**
 * A running set of versions. It listens at the same places all its life, and starts again by itself
 * when workerd dies.
 */
export class WorkerProcess {
  readonly name: string;
  readonly plans: readonly VersionPlan[];
  readonly #context: FleetContext;
  readonly #objects: ObjectStorage | null;
  readonly #debugSocket: string;
  readonly #upstreams = new Map<string, Upstream>();
  #workerd: Workerd | undefined;
  #ready: Promise<void> | undefined;
  #isStopped = false;
  #deaths: number[] = [];
  #table: LinkTable | undefined;
  #sending: Promise<void> = Promise.resolve();

  private constructor(
    plans: readonly VersionPlan[],
    context: FleetContext,
    objects: ObjectStorage | null,
  ) {
    started++;
    this.name = `${objects ? "objects" : "versions"}-${started}`;
    this.plans = plans;
    this.#context = context;
    this.#objects = objects;
    this.#debugSocket = join(context.socketDirectory, `${this.name}-debug`);
  }

  /** @throws LocalCloudError `runtime-failed` with what workerd said. */
  static async start(
    plans: readonly VersionPlan[],
    context: FleetContext,
    objects: ObjectStorage | null = null,
  ): Promise<WorkerProcess> {
    const process = new WorkerProcess(plans, context, objects);
    try {
      await process.#run();
    } catch (error) {
      // What a closing edge takes away makes a start fail in many ways; they all mean the same.
      throw context.stopping.aborted ? edgeClosed() : error;
    }
    if (context.stopping.aborted) {
      await process.stop();
      throw edgeClosed();
    }
    return process;
  }

  /** Through which other processes reach this one's services. */
  get debugAddress(): string {
    return `unix:${this.#debugSocket}`;
  }

  get pid(): number {
    return this.#workerd?.pid ?? 0;
  }

  /** Undefined while it runs; else resolves when it runs again. */
  get ready(): Promise<void> | undefined {
    return this.#ready;
  }

  /** After a connection broke: resolves when the process runs again, if it is the process that ended. */
  async back(): Promise<void> {
    const isAlive = await this.command("/alive", {}).then(
      () => true,
      () => false,
    );
    if (!isAlive) {
      await Promise.race([this.#workerd?.exited, delay(DEATH_NOTICE_MS, undefined, UNREF)]);
    }
    await this.#ready;
  }

  /** The way to a version's socket. */
  upstream(plan: VersionPlan): Upstream {
    return this.#upstream(versionSocket(plan));
  }

  /** A process that is too busy to read the table does not hold up the others. */
  async sendTable(table: LinkTable): Promise<void> {
    this.#table = table;
    if (this.#ready !== undefined) return;
    // One after the other: the newest is to arrive last.
    const send = async () => void (await this.command("/table", table));
    this.#sending = this.#sending.then(send, send);
    await Promise.race([this.#sending, delay(TABLE_LIMIT_MS, undefined, UNREF)]);
  }

  /** Whether the process does anything within the limit; true also when it has just ended. */
  async answers(limitMs: number): Promise<boolean> {
    const answered = this.command("/alive", {}).then(
      () => true,
      () => true,
    );
    return Promise.race([answered, delay(limitMs, false, UNREF)]);
  }

  /** Ends workerd; it starts again. */
  async kill(): Promise<void> {
    await this.#workerd?.kill();
  }

  /** Has the process's `link` Worker do something; resolves with its JSON answer. */
  async command(path: string, body: unknown): Promise<unknown> {
    const headers = ["Host", "link", CONTROL_KEY_HEADER, this.#context.controlKey];
    const { status, body: text } = await postJson(
      this.#upstream(CONTROL_SOCKET),
      path,
      headers,
      body,
    );
    if (status !== 200) {
      throw new LocalCloudError("runtime-failed", `${this.name} answered ${path} with ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#workerd?.kill();
    this.#closeUpstreams();
  }

  #upstream(socket: string): Upstream {
    const upstream = this.#upstreams.get(socket);
    if (!upstream) throw new LocalCloudError("runtime-failed", `${this.name} does not run.`);
    return upstream;
  }

  async #run(): Promise<void> {
    const { runDirectory: directory, log } = this.#context;
    const paths = this.#socketPaths();
    const config = processConfig(this.plans, this.#context, this.#objects, paths);
    const debugSocket = this.#debugSocket;
    rmSync(debugSocket, { force: true });
    const workerd = await startWorkerd({ name: this.name, config, directory, debugSocket, log });
    this.#workerd = workerd;
    for (const [socket, path] of paths) this.#upstreams.set(socket, new Upstream(path));
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
    this.#closeUpstreams();
    try {
      await this.#run();
    } catch (error) {
      this.#context.log("error", `workerd (${this.name}) did not start again: ${String(error)}`);
      await delay(RETRY_MS, undefined, UNREF);
      return this.#died();
    }
    try {
      let sent: LinkTable | undefined;
      // Who has a newer one meanwhile leaves it here.
      while (sent !== this.#table) {
        sent = this.#table;
        await this.command("/table", sent);
      }
    } catch {
      // Its end, if it has not come yet, has it started again.
      return this.kill();
    }
    this.#ready = undefined;
    // Stopped while it was starting.
    if (this.#isStopped) await this.stop();
  }

  /** Where the process listens, by socket; what another listened at is taken away. */
  #socketPaths(): Map<string, string> {
    const sockets = [CONTROL_SOCKET, ...this.plans.map(versionSocket)];
    const paths = sockets.map((socket, index): [string, string] => {
      return [socket, join(this.#context.socketDirectory, `${this.name}-${index}`)];
    });
    for (const [, path] of paths) rmSync(path, { force: true });
    return new Map(paths);
  }

  #closeUpstreams(): void {
    for (const upstream of this.#upstreams.values()) {
      upstream.destroy();
      rmSync(upstream.path, { force: true });
    }
    this.#upstreams.clear();
  }
}
