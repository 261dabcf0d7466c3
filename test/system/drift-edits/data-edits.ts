import type { Edit } from "./edit.ts";

/** What Workers are bound to. */
export const dataEdits: readonly Edit[] = [
  {
    title: "a KV namespace was renamed",
    stack: "staging",
    verdict: "changed",
    object: "cv-kv",
    field: "title",
    run: (vendors, declared) =>
      vendors.account("PUT", `/storage/kv/namespaces/${declared("cv-kv").id}`, { title: "old" }),
  },
  {
    title: "a KV namespace that nobody declared took one of our names",
    stack: "production",
    verdict: "unmanaged",
    object: "collective-vision-production-cache",
    run: (vendors) =>
      vendors.account("POST", "/storage/kv/namespaces", {
        title: "collective-vision-production-cache",
      }),
    async undo(vendors) {
      const all = await vendors.account<{ id: string; title: string }[]>(
        "GET",
        "/storage/kv/namespaces",
      );
      const found = all.find(({ title }) => title.endsWith("-cache"));
      await vendors.account("DELETE", `/storage/kv/namespaces/${found?.id}`);
    },
  },
  {
    title: "a bucket that nobody declared took one of our names",
    stack: "staging",
    verdict: "unmanaged",
    object: "cv-exports-staging",
    run: (vendors) => vendors.account("POST", "/r2/buckets", { name: "cv-exports-staging" }),
    undo: (vendors) => vendors.account("DELETE", "/r2/buckets/cv-exports-staging"),
  },
  {
    title: "a database's replication was switched on",
    stack: "staging",
    verdict: "changed",
    object: "cv-database",
    field: "readReplication.mode",
    run: (vendors, declared) =>
      vendors.account("PATCH", `/d1/database/${declared("cv-database").id}`, {
        read_replication: { mode: "auto" },
      }),
  },
  {
    title: "a queue's delivery was delayed",
    stack: "staging",
    verdict: "changed",
    object: "cv-queue",
    field: "settings.deliveryDelay",
    run: (vendors, declared) =>
      vendors.account("PATCH", `/queues/${declared("cv-queue").id}`, {
        settings: { delivery_delay: 600 },
      }),
  },
  {
    title: "a queue's consumer got other batches",
    stack: "staging",
    verdict: "changed",
    object: "cv-worker-consumer-events",
    field: "settings.batchSize",
    run: (vendors, declared) => {
      const { consumerId, queueId } = declared("cv-worker-consumer-events").outputs;
      return vendors.account("PUT", `/queues/${queueId}/consumers/${consumerId}`, {
        type: "worker",
        script_name: "collective-vision-staging",
        dead_letter_queue: "cv-queue-staging-dead-letters",
        settings: { batch_size: 100, max_retries: 5, max_wait_time_ms: 2000 },
      });
    },
  },
  {
    title: "a queue's consumer was deleted",
    stack: "production",
    verdict: "missing",
    object: "cv-worker-consumer-events",
    run: (vendors, declared) => {
      const { consumerId, queueId } = declared("cv-worker-consumer-events").outputs;
      return vendors.account("DELETE", `/queues/${queueId}/consumers/${consumerId}`);
    },
  },
  {
    title: "a queue that nobody declared took one of our names",
    stack: "production",
    verdict: "unmanaged",
    object: "cv-queue-production-test",
    run: (vendors) =>
      vendors.account("POST", "/queues", { queue_name: "cv-queue-production-test" }),
    async undo(vendors) {
      const all = await vendors.account<{ queue_id: string; queue_name: string }[]>(
        "GET",
        "/queues",
      );
      const queue = all.find(({ queue_name }) => queue_name === "cv-queue-production-test");
      await vendors.account("DELETE", `/queues/${queue?.queue_id}`);
    },
  },
  {
    title: "a vector index was deleted",
    stack: "staging",
    verdict: "missing",
    object: "cv-embeddings",
    run: (vendors) =>
      vendors.account("DELETE", "/vectorize/v2/indexes/cv-feedback-embeddings-staging"),
  },
];
