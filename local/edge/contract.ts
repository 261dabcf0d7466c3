/**
 * What the control plane (the emulated Cloudflare API) and the edge (front and workerd) know of
 * each other. The control plane owns all state; the edge is told the whole of what is to be
 * served, again and again, and makes it so.
 */

/** A binding of a Worker version exactly as the Cloudflare API takes it, secret texts included. */
export interface WireBinding {
  type: string;
  name: string;
  [field: string]: unknown;
}

export interface ModuleFile {
  /** Path within the Worker: `index.js`, `lib/a.wasm`. */
  name: string;
  /** MIME type as uploaded: `application/javascript+module`, `text/plain`, `application/wasm` … */
  contentType: string;
  /** SHA-256 of the bytes in the blob store. */
  blob: string;
}

export interface StaticAssets {
  /** Path (`/index.html`) → blob and content type. */
  files: Record<string, { blob: string; contentType: string }>;
  config: Record<string, unknown>;
}

/** One immutable version of a Worker, complete enough to run. */
export interface RuntimeVersion {
  accountId: string;
  script: string;
  id: string;
  /** Annotation `workers/tag`; empty if none. */
  tag: string;
  createdOn: string;
  mainModule: string;
  modules: readonly ModuleFile[];
  compatibilityDate: string;
  compatibilityFlags: readonly string[];
  bindings: readonly WireBinding[];
  assets: StaticAssets | null;
}

/** What probing the code of a version found. */
export interface VersionExports {
  /** Handlers of the default export: `fetch`, `scheduled`, `queue`, `tail`, `email` … */
  handlers: readonly string[];
  /** Named entry points: class name → its kind. */
  named: Record<string, "durable-object" | "worker-entrypoint" | "workflow-entrypoint" | "other">;
  /** Time to evaluate the modules. */
  startupTimeMs: number;
}

/** A Worker with what is served of it now. */
export interface RuntimeScript {
  accountId: string;
  name: string;
  /** The active deployment; empty before the first. Percentages sum to 100. */
  split: readonly { version: RuntimeVersion; percentage: number }[];
  /** Any uploaded version by id prefix (8 hex digits), for preview URLs; loaded on demand. */
  workersDev: { enabled: boolean; previewsEnabled: boolean };
  /** Classes that this Worker implements, from its migrations. */
  durableObjects: readonly { className: string; storage: "sqlite" | "kv"; namespaceId: string }[];
  /** Cron expressions. */
  crons: readonly string[];
  tailConsumers: readonly string[];
}

export interface RuntimeQueueConsumer {
  queue: string;
  script: string;
  deadLetterQueue: string | null;
  batchSize: number;
  maxWaitTimeMs: number;
  maxRetries: number;
  retryDelaySeconds: number;
  maxConcurrency: number | null;
}

/** Everything that the edge serves. */
export interface RuntimeState {
  scripts: readonly RuntimeScript[];
  /** Route patterns of all zones; `script: null` is a bypass. */
  routes: readonly { pattern: string; script: string | null }[];
  customDomains: readonly { hostname: string; script: string }[];
  queueConsumers: readonly RuntimeQueueConsumer[];
  /** Queues whose delivery is paused. */
  pausedQueues: readonly string[];
}

/** The code of an upload does not start; `message` reads as Cloudflare's validation errors do. */
export class UploadRejected extends Error {
  override readonly name = "UploadRejected";
}

/** One event of a `wrangler tail` session, shaped as the `trace-v1` protocol has it. */
export type TailEvent = Record<string, unknown>;

export interface Edge {
  /** Origin of the front: `http://127.0.0.1:8787`. */
  readonly origin: string;
  /**
   * Evaluates a version's modules apart from anything that serves.
   * @throws UploadRejected with the runtime's own message (syntax error, missing module, a throw at
   * top level, a compatibility date that the runtime does not know …).
   */
  validate(version: RuntimeVersion): Promise<VersionExports>;
  /** Makes `state` what is served; resolves when new requests see it. No request is dropped. */
  apply(state: RuntimeState): Promise<void>;
  /** Streams the script's events until the returned function is called. */
  tail(script: string, sink: (event: TailEvent) => void): () => void;
  /**
   * Hands a batch to the script's `queue()` handler, to a version chosen by the split.
   * Rejects when no version runs; a handler that throws is an outcome, not a rejection.
   */
  deliver(
    script: string,
    queue: string,
    messages: readonly DeliveredMessage[],
  ): Promise<QueueOutcome>;
  /** Runs the script's cron trigger now; resolves with the outcome (`ok`, `exception` …). */
  trigger(script: string, cron: string, scheduledTime: Date): Promise<string>;
  /** What runs, for the console: generations, versions loaded, requests in flight and served. */
  snapshot(): unknown;
  close(): Promise<void>;
}

export interface DeliveredMessage {
  id: string;
  timestampMs: number;
  attempts: number;
  contentType: "text" | "bytes" | "json" | "v8";
  body: Buffer;
}

/** What a `queue()` handler decided, message by message. */
export interface QueueOutcome {
  outcome: "ok" | "exception" | string;
  ackAll: boolean;
  retryBatch: { retry: boolean; delaySeconds?: number };
  explicitAcks: readonly string[];
  retryMessages: readonly { msgId: string; delaySeconds?: number }[];
}

/** How the edge finds a version that is not in a deployment (preview URLs). */
export interface VersionSource {
  /** @returns undefined when the script has no such version or previews are off. */
  versionByPrefix(script: string, prefix: string): RuntimeVersion | undefined;
}
