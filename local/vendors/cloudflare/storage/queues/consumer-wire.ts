import type { Queue, QueueConsumer } from "../resources.ts";
import type { StorageContext } from "../storage-context.ts";

export function consumersOf({ resources }: StorageContext, queue: Queue): QueueConsumer[] {
  return resources.queueConsumers.filter(({ queue_id }) => queue_id === queue.queue_id);
}

/** The Worker is called `script` in answers and `script_name` in requests and the SDK's types. */
export function describeConsumer(consumer: QueueConsumer, queue: Queue) {
  const { queue_id: _stored, ...wire } = consumer;
  const script = consumer.type === "worker" ? { script: consumer.script_name } : {};
  return { ...wire, ...script, queue_name: queue.queue_name };
}
