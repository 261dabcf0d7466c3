import type { QueueOutcome, RuntimeQueueConsumer } from "../edge/contract.ts";
import type { LeasedMessage } from "./contract.ts";
import { queueLimits } from "./queue-rules.ts";
import type { QueueStore, Settlement } from "./queue-store.ts";
import type { Timers } from "./timers.ts";

/** Hands a batch to a Worker; rejects when none could take it, which counts as no delivery. */
export type Deliver<Message> = (
  script: string,
  queue: string,
  messages: readonly Message[],
) => Promise<QueueOutcome>;

export interface ConsumerSurroundings {
  deliver: Deliver<LeasedMessage>;
  timers: Timers;
  now: () => number;
}

/** Batches at once where the consumer sets no limit. Cloudflare goes up to 250 by the backlog. */
const DEFAULT_CONCURRENCY = 10;

/** Waits after a batch that no Worker took: doubled each time, up to the second. */
const REDELIVERY_MS = { first: 250, last: 30_000 };

/** The push consumer of one queue: fills batches, delivers them and settles the outcome. */
export class QueueConsumer {
  readonly #queues: QueueStore;
  readonly #around: ConsumerSurroundings;
  #settings: RuntimeQueueConsumer | undefined;
  #isPaused = false;
  #cancelTimer: (() => void) | undefined;
  #isClosed = false;
  #refusals = 0;
  readonly #inFlight = new Set<Promise<void>>();

  constructor(queues: QueueStore, around: ConsumerSurroundings) {
    this.#queues = queues;
    this.#around = around;
  }

  apply(settings: RuntimeQueueConsumer, isPaused: boolean): void {
    this.#settings = settings;
    this.#isPaused = isPaused;
    this.wake();
  }

  /** Sends nothing more; batches on their way are still settled. */
  stop(): void {
    this.#settings = undefined;
    this.#setTimer(undefined);
  }

  /** Sends nothing more and touches the store no more. */
  close(): void {
    this.stop();
    this.#isClosed = true;
  }

  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  /** Sends every batch that is due and waits for the next one. */
  wake(): void {
    this.#setTimer(undefined);
    const settings = this.#settings;
    if (settings === undefined || this.#isPaused) return;
    // At the limit no timer is needed: the end of a batch wakes the consumer again.
    const limit = settings.maxConcurrency ?? DEFAULT_CONCURRENCY;
    while (this.#inFlight.size < limit) {
      const dueMs = this.#dueMs(settings);
      if (dueMs === undefined || dueMs > this.#around.now()) {
        this.#setTimer(dueMs);
        return;
      }
      this.#send(settings);
    }
  }

  /** When the next batch goes out: as soon as it is full, or its first message has waited enough. */
  #dueMs(settings: RuntimeQueueConsumer): number | undefined {
    const ready = this.#queues.ready(settings.queue);
    if (ready.sinceMs === null) return ready.nextMs ?? undefined;
    const isFull = ready.messages >= settings.batchSize || ready.bytes >= queueLimits.batchBytes;
    if (isFull) return this.#around.now();
    const waited = ready.sinceMs + settings.maxWaitTimeMs;
    return Math.min(waited, Math.max(ready.nextMs ?? waited, this.#around.now() + 1));
  }

  #send(settings: RuntimeQueueConsumer): void {
    const messages = this.#queues.lease(settings.queue, {
      holder: "push",
      messages: settings.batchSize,
      bytes: queueLimits.batchBytes,
      forMs: queueLimits.wallTimeMs,
      maxRetries: settings.maxRetries,
      deadLetterQueue: settings.deadLetterQueue,
    });
    if (messages.length === 0) return;
    const delivery = this.#deliver(settings, messages).finally(() => {
      this.#inFlight.delete(delivery);
      this.wake();
    });
    this.#inFlight.add(delivery);
  }

  async #deliver(
    settings: RuntimeQueueConsumer,
    messages: readonly LeasedMessage[],
  ): Promise<void> {
    const outcome = await this.#around
      .deliver(settings.script, settings.queue, messages)
      .catch(() => undefined);
    if (this.#isClosed) return;
    if (outcome === undefined) {
      const waitMs = Math.min(REDELIVERY_MS.first * 2 ** this.#refusals++, REDELIVERY_MS.last);
      this.#queues.release(
        messages.map(({ leaseId }) => leaseId),
        waitMs,
      );
    } else {
      this.#refusals = 0;
      this.#queues.settle(decide(settings, messages, outcome));
    }
  }

  #setTimer(atMs: number | undefined): void {
    this.#cancelTimer?.();
    this.#cancelTimer =
      atMs === undefined
        ? undefined
        : this.#around.timers.after(Math.max(0, atMs - this.#around.now()), () => this.wake());
  }
}

/**
 * An explicit `ack()` or `retry()` of a message wins; then `ackAll()` or `retryAll()`; then whether
 * the handler threw.
 * @see https://developers.cloudflare.com/queues/configuration/batching-retries/
 */
function decide(
  settings: RuntimeQueueConsumer,
  messages: readonly LeasedMessage[],
  outcome: QueueOutcome,
): Settlement {
  const acked = new Set(outcome.explicitAcks);
  const retried = new Map(outcome.retryMessages.map((retry) => [retry.msgId, retry]));
  const retriesRest = outcome.retryBatch.retry || (outcome.outcome !== "ok" && !outcome.ackAll);
  const acks: string[] = [];
  const retries: { leaseId: string; delaySeconds: number }[] = [];
  for (const { id, leaseId } of messages) {
    const retry = retried.get(id);
    if (!retry && (acked.has(id) || !retriesRest)) acks.push(leaseId);
    else {
      const delaySeconds =
        retry?.delaySeconds ?? outcome.retryBatch.delaySeconds ?? settings.retryDelaySeconds;
      retries.push({ leaseId, delaySeconds });
    }
  }
  const { maxRetries, deadLetterQueue } = settings;
  return { acks, retries, maxRetries, deadLetterQueue };
}
