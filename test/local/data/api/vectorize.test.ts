import { toFile } from "cloudflare";
import { expect, test } from "vitest";
import { refusalOf, type StorageApi, useStorageApi } from "../support/use-storage-api.ts";

const create = ({ client, account_id }: StorageApi, dimensions = 2) =>
  client.vectorize.indexes.create({
    account_id,
    name: "embeddings",
    config: { dimensions, metric: "cosine" },
  });

const ndjson = (vectors: object[]) => vectors.map((vector) => JSON.stringify(vector)).join("\n");

const upsert = async ({ call }: StorageApi, body: string, query = "") =>
  call("POST", `/vectorize/v2/indexes/embeddings/upsert${query}`, {
    body,
    headers: { "content-type": "application/x-ndjson" },
  });

test("an index is created, read, listed and deleted", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const { indexes } = client.vectorize;
  const created = await create(api, 768);
  expect(created).toEqual({
    name: "embeddings",
    description: "",
    config: { dimensions: 768, metric: "cosine" },
    created_on: "2026-11-21T09:00:00.000000Z",
    modified_on: "2026-11-21T09:00:00.000000Z",
  });
  expect(await indexes.get("embeddings", { account_id })).toEqual(created);
  expect((await indexes.list({ account_id })).result).toEqual([created]);
  expect(await refusalOf(create(api))).toEqual({
    status: 400,
    code: 3002,
    message: 'vectorize.index.duplicate_name - Index name "embeddings"',
  });
  await indexes.delete("embeddings", { account_id });
  expect(await refusalOf(indexes.get("embeddings", { account_id }))).toMatchObject({
    status: 404,
    code: 3000,
  });
  await create(api);
});

test.each([
  [1536, 201],
  [1537, 400],
  [0, 400],
])("an index of %i dimensions answers %i", async (dimensions, status) => {
  const api = await useStorageApi();
  const response = await api.call("POST", "/vectorize/v2/indexes", {
    body: JSON.stringify({ name: "embeddings", config: { dimensions, metric: "cosine" } }),
  });
  expect(response.status).toBe(status);
});

test("vectors are written, found, listed, read and deleted", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const { indexes } = client.vectorize;
  await create(api);
  await indexes.metadataIndex.create("embeddings", {
    account_id,
    propertyName: "kind",
    indexType: "string",
  });
  await indexes.insert("embeddings", {
    account_id,
    body: await toFile(
      Buffer.from(ndjson([{ id: "a", values: [1, 0], metadata: { kind: "x" } }])),
      "vectors.ndjson",
    ),
  });
  await upsert(
    api,
    ndjson([
      { id: "b", values: [0, 1], metadata: { kind: "y" } },
      { id: "c", values: [1, 1], namespace: "n" },
    ]),
  );
  const found = await indexes.query("embeddings", {
    account_id,
    vector: [1, 0.2],
    topK: 2,
    returnMetadata: "all",
  });
  expect(found).toEqual({
    count: 2,
    matches: [
      { id: "a", score: expect.closeTo(0.9806, 3) as number, metadata: { kind: "x" } },
      { id: "c", score: expect.closeTo(0.8321, 3) as number, namespace: "n" },
    ],
  });
  const filtered = await indexes.query("embeddings", {
    account_id,
    vector: [1, 0],
    filter: { kind: { $in: ["y"] } },
  });
  expect(filtered?.matches?.map(({ id }) => id)).toEqual(["b"]);
  expect(await indexes.info("embeddings", { account_id })).toMatchObject({
    dimensions: 2,
    vectorCount: 3,
  });
  expect(await indexes.listVectors("embeddings", { account_id, count: 2 })).toMatchObject({
    count: 2,
    totalCount: 3,
    isTruncated: true,
    vectors: [{ id: "a" }, { id: "b" }],
  });
  expect(await indexes.getByIDs("embeddings", { account_id, ids: ["b"] })).toEqual([
    { id: "b", values: [0, 1], metadata: { kind: "y" } },
  ]);
  await indexes.deleteByIDs("embeddings", { account_id, ids: ["a", "b"] });
  expect(await indexes.info("embeddings", { account_id })).toMatchObject({ vectorCount: 1 });
});

test("a vector of other dimensions is refused, and a line that is none unless it is discarded", async () => {
  const api = await useStorageApi();
  await create(api);
  const answer = async (response: Response) =>
    ((await response.json()) as { errors: { code: number; message: string }[] }).errors[0];
  expect(await answer(await upsert(api, ndjson([{ id: "a", values: [1] }])))).toEqual({
    code: 40012,
    message: 'invalid vector for id="a", expected 2 dimensions, and got 1 dimensions',
  });
  const lines = `${ndjson([{ id: "a", values: [1, 2] }])}\nnonsense`;
  expect((await upsert(api, lines)).status).toBe(400);
  expect((await upsert(api, lines, "?unparsable-behavior=discard")).status).toBe(200);
  expect(api.data.vectorize.describe("embeddings").vectorCount).toBe(1);
});

test("metadata indexes are listed and deleted", async () => {
  const api = await useStorageApi();
  const { client, account_id } = api;
  const { metadataIndex } = client.vectorize.indexes;
  await create(api);
  const index = { propertyName: "kind", indexType: "string" as const };
  await metadataIndex.create("embeddings", { account_id, ...index });
  expect(await metadataIndex.list("embeddings", { account_id })).toEqual({
    metadataIndexes: [index],
  });
  await metadataIndex.delete("embeddings", { account_id, propertyName: "kind" });
  expect(await metadataIndex.list("embeddings", { account_id })).toEqual({ metadataIndexes: [] });
});
