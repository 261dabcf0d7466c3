import type { KVNamespace } from "@cloudflare/workers-types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Scenario, startScenarios, type WorkerScenarios } from "./support/worker-scenarios.ts";

interface Env {
  KV: KVNamespace;
}

const scenarios = {
  types: async ({ KV }) => {
    await KV.put("text", "héllo");
    await KV.put("json", JSON.stringify({ a: [1, 2] }));
    await KV.put("bytes", new Uint8Array([0, 255, 10]));
    await KV.put("stream", new Response("streamed").body as never);
    const buffer = await KV.get("bytes", "arrayBuffer");
    const stream = await KV.get("stream", "stream");
    return [
      await KV.get("text"),
      await KV.get("json", "json"),
      Array.from(new Uint8Array(buffer as ArrayBuffer)),
      await new Response(stream as never).text(),
      await KV.get("absent"),
    ];
  },
  metadata: async ({ KV }) => {
    await KV.put("with", "1", { metadata: { name: "é\u4e16" } });
    await KV.put("without", "2");
    const pick = ({ value, metadata }: { value: unknown; metadata: unknown }) => [value, metadata];
    return [
      pick(await KV.getWithMetadata("with")),
      pick(await KV.getWithMetadata("without")),
      pick(await KV.getWithMetadata("absent")),
    ];
  },
  list: async ({ KV }) => {
    for (const name of ["l/b", "l/a", "l/é", "m", "l/c"]) {
      await KV.put(name, name, name === "l/a" ? { metadata: { first: true } } : {});
    }
    const first = await KV.list({ prefix: "l/", limit: 2 });
    const cursor = first.list_complete ? undefined : first.cursor;
    const rest = await KV.list({ prefix: "l/", cursor: cursor ?? null });
    return [first.keys, first.list_complete, rest.keys, rest.list_complete];
  },
  delete: async ({ KV }) => {
    await KV.put("gone", "1");
    await KV.delete("gone");
    await KV.delete("never");
    return KV.get("gone");
  },
  many: async ({ KV }, attempt) => {
    await KV.put("one", '{"n":1}', { metadata: { m: 1 } });
    await KV.put("two", "not json");
    const entries = (map: Map<string, unknown>) => [...map];
    return [
      entries(await KV.get(["one", "two", "three"])),
      entries(await KV.get(["one"], "json")),
      entries(await KV.getWithMetadata(["one", "three"])),
      await attempt(() => KV.get(["two"], "json")),
      await attempt(() => KV.get(Array.from({ length: 101 }, (_, index) => `k${index}`))),
    ];
  },
  refusals: async ({ KV }, attempt) => [
    await attempt(() => KV.put("short", "1", { expirationTtl: 5 })),
    await attempt(() => KV.put("negative", "1", { expirationTtl: -1 })),
    await attempt(() => KV.put("past", "1", { expiration: 5 })),
    await attempt(() => KV.put("a".repeat(513), "1")),
    await attempt(() => KV.put("large", "1", { metadata: "m".repeat(1100) })),
    await attempt(() => KV.get("")),
    await attempt(() => KV.get("..")),
    await attempt(() => KV.list({ limit: 1001 })),
    await attempt(() => KV.put("huge", new Uint8Array(25 * 1024 * 1024 + 1))),
  ],
  odd: async ({ KV }) => {
    const names = ["a/b", "a b", "a%2Fb", "?q=1", "#h", "é世", "+"];
    for (const name of names) await KV.put(name, name);
    return Promise.all(names.map((name) => KV.get(name)));
  },
  twice: async ({ KV }, attempt) => {
    await KV.put("twice", "1");
    return [await attempt(() => KV.put("twice", "2")), await KV.get("twice")];
  },
} satisfies Record<string, Scenario<Env>>;

describe("a KV binding", () => {
  let worker: WorkerScenarios<keyof typeof scenarios>;

  beforeAll(async () => {
    worker = await startScenarios<Env, keyof typeof scenarios>({
      scenarios,
      bindings: [{ type: "kv_namespace", name: "KV", namespace_id: "namespace-1" }],
      simulators: { KV: { type: "kv", id: "namespace-1" } },
    });
  });
  afterAll(() => worker?.close());

  test.each(["types", "metadata", "list", "delete", "many", "refusals", "odd"] as const)(
    "answers %s as Miniflare's simulator does",
    async (scenario) => {
      expect(await worker.run(scenario)).toEqual(await worker.simulate(scenario));
    },
  );

  test("answers what was put", async () => {
    expect(await worker.run("types")).toEqual([
      "héllo",
      { a: [1, 2] },
      [0, 255, 10],
      "streamed",
      null,
    ]);
  });

  test("refuses a second write of a key within a second", async () => {
    expect(await worker.run("twice")).toEqual([
      { error: "KV PUT failed: 429 Too Many Requests" },
      "1",
    ]);
  });
});
