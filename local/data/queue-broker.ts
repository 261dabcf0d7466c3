import type { RuntimeQueueConsumer } from "../edge/contract.ts";
import type { LeasedMessage } from "./contract.ts";
import { type Deliver, QueueConsumer } from "./queue-consumer.ts";
import type { QueueStore } from "./queue-store.ts";
import { systemTimers, type Timers } from "./timers.ts";

export interface QueueBrokerOptions {
  deliver: Deliver<LeasedMessage>;
  timers?: Timers;
  /** Milliseconds since the epoch; the same clock as the store's. */
  now?: () => number;
}

/** Hands queued messages to the Workers that consume them, in batches and at least once. */
export class QueueBroker {
  readonly #queues: QueueStore;
  readonly #options: Required<QueueBrokerOptions>;
  readonly #consumers = new Map<string, QueueConsumer>();
  readonly #unsubscribe: () => void;

  constructor(queues: QueueStore, options: QueueBrokerOptions) {
    this.#queues = queues;
    this.#options = { timers: systemTimers, now: Date.now, ...options };
    // Nothing is being delivered yet: what is leased was in the hands of a process that is gone.
    queues.releasePushLeases();
    this.#unsubscribe = queues.onReady((queue) => this.#consumers.get(queue)?.wake());
  }

  /** Replaces all consumers; a batch on its way is settled by the settings it went out with. */
  apply(consumers: readonly RuntimeQueueConsumer[], pausedQueues: readonly string[] = []): void {
    const wanted = new Map(consumers.map((settings) => [settings.queue, settings]));
    for (const [queue, consumer] of this.#consumers) {
      if (wanted.has(queue)) continue;
      consumer.stop();
      this.#consumers.delete(queue);
    }
    for (const [queue, settings] of wanted) {
      this.#consumer(queue).apply(settings, pausedQueues.includes(queue));
    }
  }

  /** Resolves when no batch is on its way. */
  async settled(): Promise<void> {
    await Promise.all([...this.#consumers.values()].map((consumer) => consumer.settled()));
  }

  /** Stops delivering; what is on its way is delivered again after the next start. */
  close(): void {
    this.#unsubscribe();
    for (const consumer of this.#consumers.values()) consumer.close();
    this.#consumers.clear();
  }

  #consumer(queue: string): QueueConsumer {
    let consumer = this.#consumers.get(queue);
    if (!consumer) {
      consumer = new QueueConsumer(this.#queues, this.#options);
      this.#consumers.set(queue, consumer);
    }
    return consumer;
  }
}

export function createQueueBroker(queues: QueueStore, options: QueueBrokerOptions): QueueBroker {
  return new QueueBroker(queues, options);
}
