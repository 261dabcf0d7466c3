import type { Worker } from "cloudflare/resources/workers/beta/workers/workers";
import type { ControlPlane } from "../../control-plane.ts";
import type { WorkerRow } from "../../tables.ts";
import { referencesTo } from "./references.ts";

/** A Worker as the beta API answers it. */
export function workerToWire(plane: ControlPlane, worker: WorkerRow): Worker {
  return {
    id: worker.id,
    name: worker.name,
    created_on: worker.createdOn,
    updated_on: worker.updatedOn,
    deployed_on: worker.deployedOn,
    logpush: worker.logpush,
    tags: worker.tags,
    observability: worker.observability,
    subdomain: {
      enabled: worker.subdomain.enabled,
      previews_enabled: worker.subdomain.previewsEnabled,
      url: `https://${workersDevHost(plane, worker)}`,
      preview_url_suffix: `-${workersDevHost(plane, worker)}`,
    },
    tail_consumers: worker.tailConsumers.map((name) => ({ name })),
    references: referencesToWire(plane, worker),
  };
}

/** `<worker>.<account>.workers.dev`. */
export function workersDevHost({ context }: ControlPlane, { name }: WorkerRow): string {
  return `${name}.${context.settings.workersSubdomain}.workers.dev`;
}

function referencesToWire(plane: ControlPlane, worker: WorkerRow): Worker.References {
  const references = referencesTo(plane, worker);
  const services = new Map(references.services.map(({ worker: { id, name } }) => [id, name]));
  return {
    dispatch_namespace_outbounds: [],
    domains: references.domains.map((domain) => ({
      id: domain.id,
      certificate_id: domain.certificateId,
      hostname: domain.hostname,
      zone_id: domain.zoneId,
      zone_name: domain.zoneName,
    })),
    durable_objects: references.durableObjects.map(({ worker: other, className, namespaceId }) => ({
      namespace_id: namespaceId,
      namespace_name: `${worker.name}_${className}`,
      worker_id: other.id,
      worker_name: other.name,
    })),
    queues: references.queues.map(({ queue, consumer }) => ({
      queue_consumer_id: consumer.consumer_id,
      queue_id: queue.queue_id,
      queue_name: queue.queue_name,
    })),
    workers: [...services].map(([id, name]) => ({ id, name })),
  };
}
