import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Blobs } from "../../blobs.ts";
import { type RuntimeVersion, UploadRejected, type VersionExports } from "../contract.ts";
import { mimeType, moduleKind, orderModules } from "../fleet/modules.ts";
import { bundleWorker } from "../runtime/bundle.ts";
import { computedFor } from "../runtime/cpu-time.ts";
import type { Log } from "../runtime/log.ts";
import {
  newestCompatibilityDate,
  runnableDate,
  startWorkerd,
  type Workerd,
} from "../runtime/workerd.ts";
import { type CheckContext, checks } from "./checks.ts";
import type { ProbeAnswer, ProbeCall, ProbeModule } from "./probe-call.ts";

const SOCKET = "probe";
/** Loaded code is never unloaded, about 1.5 MB each; a new process costs 50 ms. */
const PROBES_PER_PROCESS = 50;

export interface ValidatorOptions extends Omit<CheckContext, "now"> {
  blobs: Blobs;
  runDirectory: string;
  now(): Date;
  log: Log;
  /** How long the modules may compute while they are evaluated. Cloudflare allows one second. */
  startupLimitMs: number;
}

/**
 * Tries uploads in a workerd process that serves nobody, before they may enter one that serves:
 * there, one script that does not start would keep all others from starting.
 */
export class Validator {
  readonly #options: ValidatorOptions;
  #process: Promise<Workerd> | undefined;
  #probes = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ValidatorOptions) {
    this.#options = options;
  }

  /** Starts the process, so that the first upload does not wait for it. */
  async warm(): Promise<void> {
    await this.#running();
  }

  /** @throws UploadRejected with a message as Cloudflare has it. */
  async validate(version: RuntimeVersion): Promise<VersionExports> {
    const context = { ...this.#options, now: this.#options.now() };
    for (const check of checks) {
      const complaint = check(version, context);
      if (complaint !== undefined) throw new UploadRejected(complaint);
    }
    if (version.mainModule === "") return { handlers: ["fetch"], named: {}, startupTimeMs: 0 };
    // One at a time: they share a thread, and one that never ends must not be blamed on another.
    const result = this.#last.then(() => this.#probe(version));
    this.#last = result.catch(() => {});
    return result;
  }

  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.then(
      (workerd) => workerd.kill(),
      () => {},
    );
  }

  async #probe(version: RuntimeVersion): Promise<VersionExports> {
    const workerd = await this.#running();
    const startedAt = performance.now();
    const answer = await this.#ask(workerd, this.#call(version));
    const startupTimeMs = Math.max(1, Math.round(performance.now() - startedAt));
    this.#probes++;
    if (this.#probes >= PROBES_PER_PROCESS) await this.stop();
    if ("error" in answer) {
      throw new UploadRejected(answer.error.replace(/^Failed to start Worker:\n/, ""));
    }
    if (answer.handlers.length === 0 && Object.keys(answer.named).length === 0) {
      throw new UploadRejected(
        `No event handlers were registered. "${version.mainModule}" does nothing: export default an object with handlers, such as fetch().`,
      );
    }
    return { ...answer, startupTimeMs };
  }

  async #ask(workerd: Workerd, call: ProbeCall): Promise<ProbeAnswer> {
    const { startupLimitMs } = this.#options;
    const [late, answered] = [new AbortController(), new AbortController()];
    computedFor(workerd.pid, startupLimitMs, answered.signal).then(
      () => late.abort(),
      () => {},
    );
    try {
      const response = await fetch(`http://127.0.0.1:${workerd.port(SOCKET)}/`, {
        method: "POST",
        body: JSON.stringify(call),
        signal: late.signal,
      });
      return (await response.json()) as ProbeAnswer;
    } catch (error) {
      // It is busy for ever, or has been killed by what it tried.
      await this.stop();
      throw new UploadRejected(
        late.signal.aborted
          ? `Script startup exceeded CPU time limit: "${call.mainModule}" was still running its top level after ${startupLimitMs / 1000} s.`
          : `Script startup ended the runtime: ${String(error)}`,
      );
    } finally {
      answered.abort();
    }
  }

  #call(version: RuntimeVersion): ProbeCall {
    const { compatibilityDate, compatibilityFlags, mainModule, modules } = version;
    return {
      id: randomUUID(),
      compatibilityDate: runnableDate(compatibilityDate),
      compatibilityFlags,
      mainModule,
      modules: orderModules(mainModule, modules).map((module) => this.#module(module)),
      env: plainEnv(version),
    };
  }

  #module({ name, contentType, blob }: RuntimeVersion["modules"][number]): ProbeModule {
    const bytes = this.#options.blobs.get(blob);
    switch (moduleKind(mimeType(contentType))) {
      case "esModule":
        return { name, kind: "js", text: bytes.toString() };
      case "commonJsModule":
        return { name, kind: "cjs", text: bytes.toString() };
      case "json":
        return { name, kind: "json", text: bytes.toString() };
      case "text":
        return { name, kind: "text", text: bytes.toString() };
      case "wasm":
        return { name, kind: "wasm", base64: bytes.toString("base64") };
      default:
        return { name, kind: "data", base64: bytes.toString("base64") };
    }
  }

  #running(): Promise<Workerd> {
    if (!this.#process) {
      this.#probes = 0;
      this.#process = this.#start();
      this.#process.catch(() => {
        this.#process = undefined;
      });
    }
    return this.#process;
  }

  async #start(): Promise<Workerd> {
    const { runDirectory: directory, log } = this.#options;
    const code = await bundleWorker(join(import.meta.dirname, "probe.worker.ts"));
    const worker = {
      modules: [{ name: "probe.js", esModule: code }],
      compatibilityDate: newestCompatibilityDate,
      bindings: [{ name: "LOADER", workerLoader: {} }],
    };
    const workerd = await startWorkerd({
      name: "probe",
      directory,
      // What uploads print while they are tried is nobody's log.
      log: (_level, message) => log("debug", `probe: ${message}`),
      config: {
        services: [{ name: "probe", worker }],
        sockets: [{ name: SOCKET, address: "127.0.0.1:0", service: { name: "probe" }, http: {} }],
      },
    });
    void workerd.exited.then(() => {
      this.#process = undefined;
    });
    return workerd;
  }
}

/** What modules may read of `env` while they start; other bindings can only be called later. */
function plainEnv({ bindings }: RuntimeVersion): Record<string, unknown> {
  return Object.fromEntries(
    bindings.map(({ type, name, text, json }) => {
      if (type === "plain_text" || type === "secret_text") return [name, String(text ?? "")];
      return [name, type === "json" ? json : {}];
    }),
  );
}
