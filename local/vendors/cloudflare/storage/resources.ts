import type { Collection, Store } from "../../../store.ts";

/** Documents are kept as the API answers them; what it computes on each read is not stored. */
export interface KvNamespace {
  id: string;
  title: string;
  supports_url_encoding: boolean;
}

export interface D1Database {
  uuid: string;
  name: string;
  created_at: string;
  version: string;
  read_replication: { mode: "auto" | "disabled" };
  running_in_region: string;
  jurisdiction: string | null;
}

export interface R2Bucket {
  name: string;
  creation_date: string;
  location: string;
  storage_class: string;
  jurisdiction: string;
}

export interface Queue {
  queue_id: string;
  queue_name: string;
  created_on: string;
  modified_on: string;
  settings: {
    /** Seconds. */
    delivery_delay: number;
    delivery_paused: boolean;
    /** Seconds. */
    message_retention_period: number;
  };
}

export interface WorkerConsumerSettings {
  batch_size: number;
  max_wait_time_ms: number;
  max_retries: number;
  /** Seconds. */
  retry_delay: number;
  /** Null: as many as the backlog needs. */
  max_concurrency: number | null;
}

export interface HttpPullConsumerSettings {
  batch_size: number;
  max_retries: number;
  /** Seconds. */
  retry_delay: number;
  visibility_timeout_ms: number;
}

interface ConsumerIdentity {
  consumer_id: string;
  queue_id: string;
  created_on: string;
  /** Name of a queue. */
  dead_letter_queue?: string;
}

export interface WorkerConsumer extends ConsumerIdentity {
  type: "worker";
  script_name: string;
  settings: WorkerConsumerSettings;
}

export interface HttpPullConsumer extends ConsumerIdentity {
  type: "http_pull";
  settings: HttpPullConsumerSettings;
}

export type QueueConsumer = WorkerConsumer | HttpPullConsumer;

export interface VectorizeIndex {
  name: string;
  description: string;
  created_on: string;
  modified_on: string;
  config: { dimensions: number; metric: "cosine" | "euclidean" | "dot-product" };
}

export interface StorageResources {
  kvNamespaces: Collection<KvNamespace>;
  d1Databases: Collection<D1Database>;
  r2Buckets: Collection<R2Bucket>;
  queues: Collection<Queue>;
  queueConsumers: Collection<QueueConsumer>;
  vectorizeIndexes: Collection<VectorizeIndex>;
}

/** Every resource by the id that its bindings and paths name: buckets and indexes by name. */
export function storageResources(store: Store): StorageResources {
  return {
    kvNamespaces: store.collection("cloudflare.kvNamespaces"),
    d1Databases: store.collection("cloudflare.d1Databases"),
    r2Buckets: store.collection("cloudflare.r2Buckets"),
    queues: store.collection("cloudflare.queues"),
    queueConsumers: store.collection("cloudflare.queueConsumers"),
    vectorizeIndexes: store.collection("cloudflare.vectorizeIndexes"),
  };
}

/** Whether a binding of that type finds its resource; true for types that name none of these. */
export function resourceExists(store: Store, type: string, resource: string): boolean {
  const resources = storageResources(store);
  switch (type) {
    case "kv_namespace":
      return resources.kvNamespaces.get(resource) !== undefined;
    case "d1":
      return resources.d1Databases.get(resource) !== undefined;
    case "r2_bucket":
      return resources.r2Buckets.get(resource) !== undefined;
    case "queue":
      return resources.queues.find(({ queue_name }) => queue_name === resource) !== undefined;
    case "vectorize":
      return resources.vectorizeIndexes.get(resource) !== undefined;
    default:
      return true;
  }
}
