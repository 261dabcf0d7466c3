import type { RuntimeQueueConsumer } from "../../edge/contract.ts";
import type { Store } from "../../store.ts";
import { type Queue, storageResources, type WorkerConsumer } from "./storage/resources.ts";

/** The queues that Workers consume, for the edge. */
export function runtimeConsumers(store: Store): RuntimeQueueConsumer[] {
  return workerConsumers(store).map(({ queue, consumer }) => ({
    queue: queue.queue_name,
    script: consumer.script_name,
    deadLetterQueue: consumer.dead_letter_queue ?? null,
    batchSize: consumer.settings.batch_size,
    maxWaitTimeMs: consumer.settings.max_wait_time_ms,
    maxRetries: consumer.settings.max_retries,
    retryDelaySeconds: consumer.settings.retry_delay,
    maxConcurrency: consumer.settings.max_concurrency,
  }));
}

export function pausedQueues(store: Store): string[] {
  return storageResources(store)
    .queues.filter(({ settings }) => settings.delivery_paused)
    .map(({ queue_name }) => queue_name);
}

/** The consumers that are the given Worker, each with its queue. */
export function consumersOf(
  store: Store,
  script: string,
): { queue: Queue; consumer: WorkerConsumer }[] {
  return workerConsumers(store).filter(({ consumer }) => consumer.script_name === script);
}

function workerConsumers(store: Store): { queue: Queue; consumer: WorkerConsumer }[] {
  const { queues, queueConsumers } = storageResources(store);
  return queueConsumers.list().flatMap((consumer) => {
    const queue = queues.get(consumer.queue_id);
    return queue && consumer.type === "worker" ? [{ queue, consumer }] : [];
  });
}
