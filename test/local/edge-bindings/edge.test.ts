import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomIds, systemClock } from "../../../local/context.ts";
import { createDataPlane } from "../../../local/data/data-plane.ts";
import { createQueueBroker } from "../../../local/data/queue-broker.ts";
import { brokeredEdge } from "../../../local/edge/bindings/brokered-edge.ts";
import { isDataBinding } from "../../../local/edge/bindings/data-bindings.ts";
import { listenBindingGateway } from "../../../local/edge/bindings/gateway.ts";
import { workerdBindings } from "../../../local/edge/bindings/workerd-bindings.ts";
import type { Edge, RuntimeState } from "../../../local/edge/contract.ts";
import { Store } from "../../../local/store.ts";
import { startEdge, type TestEdge } from "../edge/support.ts";

/** Proves that a Worker at the real edge, its queue and its stores work together. */
const CODE = `
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/send") {
      await env.DB.exec("CREATE TABLE IF NOT EXISTS seen (body, attempts)");
      await env.QUEUE.sendBatch([{ body: { order: 1 } }, { body: "poison", contentType: "text" }]);
      return new Response("sent");
    }
    const uses = [
      () => env.NO_KV.get("key"),
      () => env.NO_DB.prepare("SELECT 1").all(),
      () => env.NO_R2.get("key"),
      () => env.NO_QUEUE.send("message"),
      () => env.NO_INDEX.describe(),
    ];
    const messages = uses.map((use) => use().then(() => "no error", (error) => error.message));
    return Response.json(await Promise.all(messages));
  },
  async queue(batch, env) {
    for (const message of batch.messages) {
      const body = JSON.stringify(message.body);
      await env.DB.prepare("INSERT INTO seen VALUES (?, ?)").bind(body, message.attempts).run();
      if (message.body === "poison") message.retry();
      else await env.KV.put("order", body);
    }
  },
};`;

const opened = new AsyncDisposableStack();
let cloud: { test: TestEdge; edge: Edge; data: ReturnType<typeof createDataPlane> };

beforeAll(async () => {
  const directory = mkdtempSync(join(tmpdir(), "slipway-edge-data-"));
  opened.defer(() => rmSync(directory, { recursive: true }));
  const store = new Store(join(directory, "cloud.db"));
  opened.defer(() => store.close());
  const context = { store, clock: systemClock, ids: randomIds(store) };
  const data = createDataPlane(context, { directory });
  opened.defer(() => data.close());
  const gateway = await listenBindingGateway(data, { exists: (_, name) => name !== "gone" });
  opened.defer(() => gateway.close());
  const edgeTest = await startEdge({
    dataBindings: (version) => workerdBindings(version, gateway.address),
    isDataBinding,
  });
  opened.defer(() => edgeTest.close());
  const broker = createQueueBroker(data.queues, {
    deliver: (...call) => edgeTest.edge.deliver(...call),
  });
  opened.defer(() => broker.close());
  const edge = brokeredEdge(edgeTest.edge, broker);
  cloud = { test: edgeTest, edge, data };
  await edge.apply(stateOf(edgeTest));
});
afterAll(() => opened.disposeAsync());

function stateOf(edgeTest: TestEdge): RuntimeState {
  const version = edgeTest.version("shop", CODE, {
    bindings: [
      { type: "kv_namespace", name: "KV", namespace_id: "namespace" },
      { type: "kv_namespace", name: "NO_KV", namespace_id: "gone" },
      { type: "d1", name: "NO_DB", database_id: "gone" },
      { type: "r2_bucket", name: "NO_R2", bucket_name: "gone" },
      { type: "queue", name: "NO_QUEUE", queue_name: "gone" },
      { type: "vectorize", name: "NO_INDEX", index_name: "gone" },
      { type: "d1", name: "DB", database_id: "database" },
      { type: "queue", name: "QUEUE", queue_name: "orders" },
    ],
  });
  return {
    scripts: [
      {
        accountId: version.accountId,
        name: "shop",
        split: [{ version, percentage: 100 }],
        workersDev: { enabled: true, previewsEnabled: false },
        durableObjects: [],
        crons: [],
        tailConsumers: [],
      },
    ],
    routes: [],
    customDomains: [],
    queueConsumers: [
      {
        queue: "orders",
        script: "shop",
        deadLetterQueue: "dead",
        batchSize: 10,
        maxWaitTimeMs: 0,
        maxRetries: 1,
        retryDelaySeconds: 0,
        maxConcurrency: null,
      },
    ],
    pausedQueues: [],
  };
}

test("what a Worker sends reaches its queue() handler, and poison the dead-letter queue", async () => {
  const { test: edgeTest, data } = cloud;
  const sent = await edgeTest.get("http://shop.acme.workers.dev/send");
  expect(sent.body).toBe("sent");
  await expect
    .poll(() => data.queues.peek("dead", 9).map(({ body }) => String(body)))
    .toEqual(["poison"]);
  expect(data.queues.backlog("orders").messages).toBe(0);
  expect(data.kv.get("namespace", "order")?.value.toString()).toBe('{"order":1}');
  const [[seen] = []] = data.d1.query("database", [
    { sql: "SELECT body, attempts FROM seen ORDER BY body, attempts", params: [] },
  ]);
  expect(seen?.rows).toEqual([
    ['"poison"', 1],
    ['"poison"', 2],
    ['{"order":1}', 1],
  ]);
});

test("a binding of a resource that was deleted throws", async () => {
  const answer = await cloud.test.get("http://shop.acme.workers.dev/gone");
  expect(JSON.parse(answer.body)).toEqual([
    'KV GET failed: 400 The kv_namespace "gone" does not exist',
    "D1_ERROR: The database gone could not be found",
    "get: The specified bucket does not exist. (10006)",
    "Queue does not exist (10104)",
    'INDEX_GET_ERROR (code = 3000): vectorize.index.not_found - Index name "gone"',
  ]);
});
