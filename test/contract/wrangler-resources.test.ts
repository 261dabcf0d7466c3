import { expect, test } from "vitest";
import { MANY_COMMANDS_MS, useWrangler } from "./support/wrangler.ts";

const { cloud, wrangler } = await useWrangler();

/** The JSON that a command printed below its banner. */
function json<T>(output: string): T {
  return JSON.parse(output.slice(output.search(/^[[{]/m))) as T;
}

test(
  "KV: a namespace is created, listed, written and read, keys with slashes too",
  async () => {
    await wrangler.succeed(["kv", "namespace", "create", "flags"]);
    const list = await wrangler.succeed(["kv", "namespace", "list"]);
    const namespace = json<{ id: string; title: string }[]>(list).find(
      ({ title }) => title === "flags",
    );
    const target = ["--namespace-id", namespace?.id ?? "", "--remote"];
    await wrangler.succeed(["kv", "key", "put", ...target, "team/main", "on"]);
    expect(await wrangler.succeed(["kv", "key", "get", ...target, "team/main"])).toContain("on");
    expect(await wrangler.succeed(["kv", "key", "list", ...target])).toContain("team/main");
  },
  MANY_COMMANDS_MS,
);

test("D1: a database is created, listed, written and queried", async () => {
  await wrangler.succeed(["d1", "create", "shop"]);
  expect(await wrangler.succeed(["d1", "list"])).toContain("shop");
  const execute = (sql: string) =>
    wrangler.succeed(["d1", "execute", "shop", "--remote", "--json", "-y", "--command", sql]);
  await execute("CREATE TABLE orders (total INTEGER); INSERT INTO orders VALUES (17), (25)");
  const output = await execute("SELECT sum(total) AS total FROM orders");
  expect(json<{ results: unknown[] }[]>(output)[0]?.results).toEqual([{ total: 42 }]);
});

test("R2: a bucket is created and listed", async () => {
  await wrangler.succeed(["r2", "bucket", "create", "files"]);
  expect(await wrangler.succeed(["r2", "bucket", "list"])).toMatch(/name:\s+files/);
});

test("queues: a queue is created and listed", async () => {
  await wrangler.succeed(["queues", "create", "jobs"]);
  expect(await wrangler.succeed(["queues", "list"])).toContain("jobs");
});

test("Vectorize: an index is created and listed", async () => {
  const shape = ["--dimensions=768", "--metric=cosine"];
  await wrangler.succeed(["vectorize", "create", "embeddings", ...shape]);
  expect(await wrangler.succeed(["vectorize", "list"])).toContain("embeddings");
});

test(
  "a Worker reads what the command line wrote, and is told of a missing resource",
  async () => {
    const config = (id: string) =>
      JSON.stringify({
        name: "reader",
        main: "index.js",
        compatibility_date: "2026-11-01",
        workers_dev: true,
        kv_namespaces: [{ binding: "KV", id }],
      });
    await wrangler.succeed(["kv", "namespace", "create", "read"]);
    const namespaces = json<{ id: string; title: string }[]>(
      await wrangler.succeed(["kv", "namespace", "list"]),
    );
    const id = namespaces.find(({ title }) => title === "read")?.id ?? "";
    await wrangler.succeed(["kv", "key", "put", "--namespace-id", id, "--remote", "k", "value"]);
    wrangler.write({
      "wrangler.json": config(id),
      "index.js":
        "export default { fetch: async (_, env) => new Response(await env.KV.get('k')) };",
    });
    await wrangler.succeed(["deploy"]);
    expect((await cloud.visit("reader.slipway-local.workers.dev")).text).toBe("value");

    wrangler.write({ "wrangler.json": config("0".repeat(32)) });
    const { code, output } = await wrangler.run(["deploy"]);
    expect(code).toBe(1);
    expect(output).toContain(`KV namespace '${"0".repeat(32)}' not found. [code: 10041]`);
  },
  MANY_COMMANDS_MS,
);
