import type { CloudContext } from "../../../context.ts";
import type { DataPlane } from "../../../data/contract.ts";
import { storageResources } from "./resources.ts";

/** Every data resource with what is in it, for the console. */
export function storageSnapshot(context: CloudContext, data: DataPlane) {
  const resources = storageResources(context.store);
  const consumers = resources.queueConsumers.list();
  return {
    kvNamespaces: resources.kvNamespaces
      .list()
      .map(({ id, title }) => ({ id, title, ...data.kv.usage(id) })),
    d1Databases: resources.d1Databases
      .list()
      .map(({ uuid, name }) => ({ uuid, name, ...data.d1.info(uuid) })),
    r2Buckets: resources.r2Buckets
      .list()
      .map(({ name, location }) => ({ name, location, ...data.r2.usage(name) })),
    queues: resources.queues.list().map(({ queue_id, queue_name, settings }) => ({
      id: queue_id,
      name: queue_name,
      isPaused: settings.delivery_paused,
      backlog: data.queues.backlog(queue_name),
      consumers: consumers.filter((consumer) => consumer.queue_id === queue_id),
    })),
    vectorizeIndexes: resources.vectorizeIndexes
      .list()
      .map(({ name, config }) => ({ name, ...config, ...data.vectorize.describe(name) })),
  };
}
