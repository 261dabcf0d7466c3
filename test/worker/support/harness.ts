import {
  applyD1Migrations,
  createExecutionContext,
  createMessageBatch,
  createScheduledController,
  getQueueResult,
  type MessageBatchMessage,
  type QueueResult,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import type { Env } from "../../../worker/collective-vision/env.ts";
import type { FeedbackEvent } from "../../../worker/collective-vision/events/event.ts";
import { createWorker } from "../../../worker/collective-vision/worker.ts";
import type { LogLevel } from "../../../worker/kit/log.ts";
import type { Runtime } from "../../../worker/kit/runtime.ts";
import { MemoryVectorize } from "./memory-vectorize.ts";

/** 2026-11-21T09:00:00.000Z. */
export const startTime = Date.UTC(2026, 10, 21, 9);

export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/** A queue that only keeps what it is given, or fails when told to. */
class RecordingQueue {
  readonly sent: FeedbackEvent[] = [];
  isDown = false;

  async send(body: FeedbackEvent) {
    return this.sendBatch([{ body }]);
  }

  async sendBatch(messages: Iterable<MessageSendRequest<FeedbackEvent>>) {
    if (this.isDown) throw new Error("queue is down");
    for (const { body } of messages) this.sent.push(body);
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  }

  async metrics() {
    return { backlogCount: 0, backlogBytes: 0 };
  }
}

/** The Worker in workerd, with its clock, ids, network and log in the test's hands. */
export class Harness {
  readonly queue = new RecordingQueue();
  readonly vectorize = new MemoryVectorize();
  readonly logs: LogLine[] = [];
  readonly outbound: Request[] = [];
  /** Answers the Worker's own requests to the outside. */
  onFetch: (request: Request) => Promise<Response> = async () => new Response("ok");
  now = startTime;
  readonly env: Env;
  readonly runtime: Runtime = {
    now: () => this.now,
    newId: () => crypto.randomUUID(),
    fetch: (request) => {
      this.outbound.push(request.clone());
      return this.onFetch(request);
    },
    writeLog: (level, text) => this.logs.push({ level, text, json: JSON.parse(text) }),
  };
  readonly #worker = createWorker(this.runtime);

  constructor(overrides: Partial<Env> = {}) {
    const { DB, KV, ATTACHMENTS } = bindings;
    this.env = {
      DB,
      KV,
      ATTACHMENTS,
      QUEUE: this.queue as Queue<FeedbackEvent>,
      VECTORIZE: this.vectorize as unknown as Vectorize,
      CF_VERSION_METADATA: {
        id: "5d1f4a76-6e3c-4a5e-9b0f-0d6f3f0c9d11",
        tag: "abc1234-20261121090000",
        timestamp: "2026-11-21T09:00:00Z",
      },
      ENVIRONMENT: "staging",
      LOG_LEVEL: "debug",
      STRIPE_LIVE: "false",
      APP_NAME: "Collective Vision",
      STRIPE_SECRET_KEY: "sk_test_harness",
      SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T0/B0/harness",
      PAGERDUTY_ROUTING_KEY: "harness-routing-key",
      ...overrides,
    };
  }

  /** Sends a request and waits for everything it leaves running. */
  async fetch(
    path: string,
    init: RequestInit<IncomingRequestCfProperties> = {},
  ): Promise<Response> {
    const context = createExecutionContext();
    const url = new URL(path, "https://feedback.example.com");
    const request = new Request<unknown, IncomingRequestCfProperties>(url, init);
    const response = await this.#worker.fetch(request, this.env, context);
    await waitOnExecutionContext(context);
    return response;
  }

  postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  async runScheduled(): Promise<void> {
    const context = createExecutionContext();
    await this.#worker.scheduled(createScheduledController(), this.env, context);
    await waitOnExecutionContext(context);
  }

  /** Delivers one batch, each body as one message. */
  async deliver(bodies: readonly unknown[], { attempts = 1 } = {}): Promise<QueueResult> {
    const messages = bodies.map(
      (body, index): MessageBatchMessage => ({
        id: `message-${index}`,
        timestamp: this.now,
        attempts,
        body,
      }),
    );
    const batch = createMessageBatch("cv-queue-test", messages);
    const context = createExecutionContext();
    await this.#worker.queue(batch, this.env);
    return getQueueResult(batch, context);
  }

  /** Messages of the log's lines of a level. */
  messages(level: LogLevel): unknown[] {
    return this.logs.filter((line) => line.level === level).map(({ json }) => json.message);
  }
}

/** Empty stores with the newest schema, and a Worker on top of them. */
export async function useWorker(overrides: Partial<Env> = {}): Promise<Harness> {
  await emptyStores();
  await applyD1Migrations(bindings.DB, bindings.TEST_MIGRATIONS);
  return new Harness(overrides);
}

/** The same before any migration has run. */
export async function useUnmigratedWorker(): Promise<Harness> {
  await emptyStores();
  return new Harness();
}

async function emptyStores(): Promise<void> {
  const { DB, KV, ATTACHMENTS } = bindings;
  const { results } = await DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'",
  ).all<{ name: string }>();
  const drops = results.map(({ name }) => DB.prepare(`DROP TABLE "${name}"`));
  await DB.batch([DB.prepare("PRAGMA defer_foreign_keys = on"), ...drops]);
  for (const { name } of (await KV.list()).keys) await KV.delete(name);
  const { objects } = await ATTACHMENTS.list();
  await ATTACHMENTS.delete(objects.map(({ key }) => key));
}
