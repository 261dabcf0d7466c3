import { expect, test } from "vitest";
import type { VectorMetric } from "../../../local/data/contract.ts";
import { VectorError } from "../../../local/data/vector-rules.ts";
import { useDataPlane } from "./support/use-data-plane.ts";

function useIndex(metric: VectorMetric = "cosine", dimensions = 2) {
  const { vectorize } = useDataPlane().data;
  vectorize.createIndex("index", { dimensions, metric });
  return vectorize;
}

test.each<[VectorMetric, [string, number][]]>([
  [
    "cosine",
    [
      ["same", 1],
      ["far", 1],
      ["across", 0],
      ["against", -1],
    ],
  ],
  [
    "euclidean",
    [
      ["same", 0],
      ["across", Math.SQRT2],
      ["against", 2],
      ["far", 9],
    ],
  ],
  [
    "dot-product",
    [
      ["far", -10],
      ["same", -1],
      ["across", 0],
      ["against", 1],
    ],
  ],
])("%s finds the nearest first", (metric, expected) => {
  const vectorize = useIndex(metric);
  vectorize.insert("index", [
    { id: "against", values: [-1, 0] },
    { id: "across", values: [0, 1] },
    { id: "same", values: [1, 0] },
    { id: "far", values: [10, 0] },
  ]);
  const matches = vectorize.query("index", { vector: [1, 0], topK: 4 });
  const scores = new Map(matches.map(({ id, score }) => [id, score]));
  for (const [id, score] of expected) expect(scores.get(id)).toBeCloseTo(score, 5);
  const order = matches.map(({ score }) => score);
  const sign = metric === "cosine" ? -1 : 1;
  expect(order).toEqual([...order].sort((one, other) => sign * (one - other)));
});

test("insert leaves a vector as it is, upsert replaces it with everything", () => {
  const vectorize = useIndex();
  vectorize.insert("index", [{ id: "a", values: [1, 0], namespace: "n", metadata: { k: 1 } }]);
  vectorize.insert("index", [{ id: "a", values: [0, 1] }]);
  expect(vectorize.getByIds("index", ["a"])).toEqual([
    { id: "a", values: [1, 0], namespace: "n", metadata: { k: 1 } },
  ]);
  vectorize.upsert("index", [{ id: "a", values: [0, 1] }]);
  expect(vectorize.getByIds("index", ["a"])).toEqual([{ id: "a", values: [0, 1] }]);
});

test.each<[string, unknown, string[]]>([
  ["a value", { kind: "bug" }, ["bug-1", "bug-2"]],
  ["$ne, which vectors without the property fulfil", { kind: { $ne: "bug" } }, ["idea", "none"]],
  ["$in", { kind: { $in: ["idea", "other"] } }, ["idea"]],
  ["$nin", { kind: { $nin: ["idea", "bug"] } }, ["none"]],
  ["a range", { votes: { $gt: 1, $lte: 3 } }, ["bug-2", "idea"]],
  ["two properties", { kind: "bug", votes: { $gte: 2 } }, ["bug-2"]],
  ["a nested property", { "author.staff": true }, ["idea"]],
  ["a property without a metadata index", { secret: 1 }, []],
])("a filter by %s", (_what, filter, ids) => {
  const vectorize = useIndex();
  for (const [propertyName, indexType] of [
    ["kind", "string"],
    ["votes", "number"],
    ["author.staff", "boolean"],
  ] as const) {
    vectorize.createMetadataIndex("index", { propertyName, indexType });
  }
  vectorize.insert("index", [
    { id: "bug-1", values: [1, 0], metadata: { kind: "bug", votes: 1, secret: 1 } },
    { id: "bug-2", values: [1, 0], metadata: { kind: "bug", votes: 2 } },
    { id: "idea", values: [1, 0], metadata: { kind: "idea", votes: 3, author: { staff: true } } },
    { id: "none", values: [1, 0] },
  ]);
  const found = vectorize.query("index", { vector: [1, 0], topK: 10, filter });
  expect(found.map(({ id }) => id).sort()).toEqual(ids);
});

test("a metadata index holds vectors written after it, by the first 64 bytes of a text", () => {
  const vectorize = useIndex();
  const long = "é".repeat(40);
  vectorize.insert("index", [{ id: "before", values: [1, 0], metadata: { kind: long } }]);
  vectorize.createMetadataIndex("index", { propertyName: "kind", indexType: "string" });
  vectorize.insert("index", [{ id: "after", values: [1, 0], metadata: { kind: `${long}x` } }]);
  const found = vectorize.query("index", {
    vector: [1, 0],
    filter: { kind: long },
    returnMetadata: "indexed",
  });
  expect(found).toMatchObject([{ id: "after", metadata: { kind: "é".repeat(32) } }]);
});

test.each<[string, () => unknown, string]>([
  [
    "a vector of other dimensions",
    () => useIndex().insert("index", [{ id: "a", values: [1] }]),
    "invalid-vector",
  ],
  [
    "an id over 64 bytes",
    () => useIndex().insert("index", [{ id: "a".repeat(65), values: [1, 2] }]),
    "invalid-vector",
  ],
  [
    "a number that is none",
    () => useIndex().insert("index", [{ id: "a", values: [1, Number.NaN] }]),
    "invalid-vector",
  ],
  [
    "metadata over 10 KiB",
    () =>
      useIndex().insert("index", [
        { id: "a", values: [1, 2], metadata: { k: "x".repeat(10_240) } },
      ]),
    "invalid-vector",
  ],
  [
    "a query of other dimensions",
    () => useIndex().query("index", { vector: [1] }),
    "invalid-query-vector",
  ],
  [
    "topK over 100",
    () => useIndex().query("index", { vector: [1, 2], topK: 101 }),
    "invalid-top-k",
  ],
  [
    "topK over 20 with values",
    () => useIndex().query("index", { vector: [1, 2], topK: 21, returnValues: true }),
    "invalid-top-k",
  ],
  [
    "an empty filter",
    () => useIndex().query("index", { vector: [1, 2], filter: {} }),
    "invalid-filter",
  ],
  [
    "an unknown operator",
    () => useIndex().query("index", { vector: [1, 2], filter: { a: { $like: 1 } } }),
    "invalid-filter",
  ],
  [
    "an unknown vector",
    () => useIndex().query("index", { vectorId: "absent" }),
    "vector-not-found",
  ],
  ["an unknown index", () => useIndex().describe("other"), "index-not-found"],
])("%s is refused", (_what, work, code) => {
  let refusal: unknown;
  try {
    work();
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(VectorError);
  expect((refusal as VectorError).code).toBe(code);
});

test("a refused batch changes nothing", () => {
  const vectorize = useIndex();
  expect(() =>
    vectorize.upsert("index", [
      { id: "good", values: [1, 0] },
      { id: "bad", values: [1] },
    ]),
  ).toThrow('invalid vector for id="bad", expected 2 dimensions, and got 1 dimensions');
  expect(vectorize.describe("index").vectorCount).toBe(0);
});
