import type { Vectorize } from "@cloudflare/workers-types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Scenario, startScenarios, type WorkerScenarios } from "./support/worker-scenarios.ts";

interface Env {
  INDEX: Vectorize;
  ABSENT: Vectorize;
  AI: { run(model: string, input: object): Promise<unknown> };
}

const scenarios = {
  mutate: async ({ INDEX }) => {
    const inserted = await INDEX.insert([
      { id: "east", values: [1, 0], metadata: { kind: "axis", note: "kept" } },
      { id: "north", values: [0, 1], namespace: "up", metadata: { kind: "axis" } },
    ]);
    await INDEX.insert([{ id: "east", values: [0, 1] }]);
    await INDEX.upsert([
      { id: "northeast", values: new Float32Array([1, 1]), metadata: { kind: "diagonal" } },
    ]);
    const { dimensions, vectorCount, processedUpToMutation } =
      (await INDEX.describe()) as never as Record<string, unknown>;
    return [
      Object.keys(inserted),
      dimensions,
      vectorCount,
      typeof processedUpToMutation,
      await INDEX.getByIds(["east", "absent", "north"]),
    ];
  },
  query: async ({ INDEX }) => [
    await INDEX.query([1, 0.1], { topK: 2 }),
    await INDEX.query([1, 0.1], { topK: 1, returnValues: true, returnMetadata: "all" }),
    await INDEX.query([1, 0.1], { topK: 3, returnMetadata: "indexed" }),
    (await INDEX.query([1, 0.1], { filter: { kind: "axis" } })).matches.map(({ id }) => id),
    (await INDEX.query([1, 0.1], { filter: { kind: { $ne: "axis" } } })).matches.map(
      ({ id }) => id,
    ),
    (await INDEX.query([1, 0.1], { namespace: "up" })).matches.map(({ id }) => id),
    (await INDEX.queryById("north", { topK: 2 })).matches.map(({ id }) => id),
  ],
  delete: async ({ INDEX }) => {
    const { mutationId } = await INDEX.deleteByIds(["north"]);
    return [typeof mutationId, await INDEX.getByIds(["north"])];
  },
  refusals: async ({ INDEX, ABSENT, AI }, attempt) => [
    await attempt(() => INDEX.query([1, 2, 3])),
    await attempt(() => INDEX.upsert([{ id: "short", values: [1] }])),
    await attempt(() => INDEX.query([1, 0], { topK: 101 })),
    await attempt(() => INDEX.query([1, 0], { topK: 21, returnValues: true })),
    await attempt(() => INDEX.queryById("absent")),
    await attempt(() => ABSENT.describe()),
    await attempt(() => AI.run("@cf/meta/llama", { prompt: "hi" })),
  ],
} satisfies Record<string, Scenario<Env>>;

describe("a Vectorize binding", () => {
  let worker: WorkerScenarios<keyof typeof scenarios>;

  beforeAll(async () => {
    worker = await startScenarios<Env, keyof typeof scenarios>({
      scenarios,
      bindings: [
        { type: "vectorize", name: "INDEX", index_name: "index-1" },
        { type: "vectorize", name: "ABSENT", index_name: "index-2" },
        { type: "ai", name: "AI" },
      ],
    });
    worker.plane.data.vectorize.createIndex("index-1", { dimensions: 2, metric: "cosine" });
    worker.plane.data.vectorize.createMetadataIndex("index-1", {
      propertyName: "kind",
      indexType: "string",
    });
  });
  afterAll(() => worker?.close());

  test("inserts, upserts, describes and gets by ids", async () => {
    expect(await worker.run("mutate")).toEqual([
      ["mutationId"],
      2,
      3,
      "string",
      [
        { id: "east", values: [1, 0], metadata: { kind: "axis", note: "kept" } },
        { id: "north", values: [0, 1], namespace: "up", metadata: { kind: "axis" } },
      ],
    ]);
  });

  test("queries by vector, id, namespace and metadata", async () => {
    const near = (score: number) => expect.closeTo(score, 3) as number;
    expect(await worker.run("query")).toEqual([
      {
        count: 2,
        matches: [
          { id: "east", score: near(0.995) },
          { id: "northeast", score: near(0.774) },
        ],
      },
      {
        count: 1,
        matches: [
          {
            id: "east",
            score: near(0.995),
            values: [1, 0],
            metadata: { kind: "axis", note: "kept" },
          },
        ],
      },
      {
        count: 3,
        matches: [
          { id: "east", score: near(0.995), metadata: { kind: "axis" } },
          { id: "northeast", score: near(0.774), metadata: { kind: "diagonal" } },
          { id: "north", score: near(0.0995), namespace: "up", metadata: { kind: "axis" } },
        ],
      },
      ["east", "north"],
      ["northeast"],
      ["north"],
      ["north", "northeast"],
    ]);
  });

  test("deletes by ids", async () => {
    expect(await worker.run("delete")).toEqual(["string", []]);
  });

  test("refuses with Vectorize's wording", async () => {
    expect(await worker.run("refusals")).toEqual([
      {
        error:
          "VECTOR_QUERY_ERROR (code = 40006): invalid query vector, expected 2 dimensions, and got 3 dimensions",
      },
      {
        error:
          'VECTOR_UPSERT_ERROR (code = 40012): invalid vector for id="short", expected 2 dimensions, and got 1 dimensions',
      },
      { error: expect.stringContaining("invalid topK 101") },
      { error: expect.stringContaining("invalid topK 21") },
      { error: expect.stringContaining('vector id "absent" not found') },
      { error: 'INDEX_GET_ERROR (code = 3000): vectorize.index.not_found - Index name "index-2"' },
      { error: "5007: The local cloud runs no model, so not @cf/meta/llama either." },
    ]);
  });
});
