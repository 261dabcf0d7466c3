import type { Hono } from "hono";
import { expect, test } from "vitest";
import type { StorageHooks } from "../../../../local/vendors/cloudflare/hooks.ts";
import { storageCoverage } from "../../../../local/vendors/cloudflare/storage/coverage.ts";
import { storageRoutes } from "../../../../local/vendors/cloudflare/storage/routes.ts";
import { useDataPlane } from "../support/use-data-plane.ts";
import { useStorageApi } from "../support/use-storage-api.ts";

test("the coverage table has a row for every route, and no other", () => {
  const { data, store } = useDataPlane();
  const app: Hono = storageRoutes({ store } as never, data, {} as StorageHooks);
  const routes = app.routes.map(({ method, path }) => `${method} ${path}`);
  expect(storageCoverage.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
    routes.sort(),
  );
});

test("a partial row says what is missing", () => {
  const silent = storageCoverage.filter(({ support, note }) => (support === "partial") !== !!note);
  expect(silent.filter(({ support }) => support === "partial")).toEqual([]);
});

test("the snapshot shows every resource with what is in it", async () => {
  const { client, account_id, server, call } = await useStorageApi();
  const { id } = await client.kv.namespaces.create({ account_id, title: "kv" });
  await call("PUT", `/storage/kv/namespaces/${id}/values/k`, { body: "four" });
  await client.d1.database.create({ account_id, name: "db" });
  await client.r2.buckets.create({ account_id, name: "files" });
  await client.queues.create({ account_id, queue_name: "orders" });
  await client.vectorize.indexes.create({
    account_id,
    name: "vectors",
    config: { preset: "@cf/baai/bge-base-en-v1.5" },
  });
  expect(server.vendor.snapshot()).toMatchObject({
    kvNamespaces: [{ title: "kv", keys: 1, bytes: 4 }],
    d1Databases: [{ name: "db", tables: 0 }],
    r2Buckets: [{ name: "files", objects: 0, bytes: 0 }],
    queues: [{ name: "orders", isPaused: false, backlog: { messages: 0 } }],
    vectorizeIndexes: [{ name: "vectors", dimensions: 768, vectorCount: 0 }],
  });
});
