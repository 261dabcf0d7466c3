import { expect, test } from "vitest";
import {
  type VectorizeIndexInputs,
  vectorizeIndexProvider,
} from "../../infra/dynamic/vectorize-index.ts";
import { type Answer, type Call, useCloudflareServer } from "./cloudflare-server.ts";

// Proves what the resource asks of the API. The engine's side of a dynamic resource is proved by
// the system tests.

const inputs: VectorizeIndexInputs = {
  accountId: "a",
  indexName: "embeddings-staging",
  dimensions: 768,
  metric: "cosine",
};
const index = { name: "embeddings-staging", config: { dimensions: 768, metric: "cosine" } };
const indexes = "/accounts/a/vectorize/v2/indexes";
const one = `${indexes}/embeddings-staging`;

async function useProvider(answer: (call: Call) => Answer) {
  const server = await useCloudflareServer(answer);
  const provider = vectorizeIndexProvider(
    () => server.api,
    async () => undefined,
  );
  const sent = () => server.calls.map(({ method, path }) => `${method} ${path}`);
  return { provider, server, sent };
}

test("create makes the index and has its name for an id", async () => {
  const { provider, server } = await useProvider(() => ({ result: index }));
  expect(await provider.create(inputs)).toEqual({ id: "embeddings-staging", outs: inputs });
  expect(server.calls).toEqual([
    {
      method: "POST",
      path: indexes,
      authorization: "Bearer local-token",
      body: { name: "embeddings-staging", config: { dimensions: 768, metric: "cosine" } },
    },
  ]);
});

const nameTaken = {
  status: 400,
  errors: [{ code: 3002, message: 'vectorize.index.duplicate_name - Index name "embeddings"' }],
};

test.each([
  ["that exists already", nameTaken],
  ["that is in conflict", { status: 409 }],
  ["whose answer got lost", { hangUp: true as const }],
  ["whose answer was a fault", { status: 502, text: "" }],
])("create takes over an index %s, if it is as declared", async (_title, answer) => {
  const { provider, sent } = await useProvider(({ method }) =>
    method === "POST" ? answer : { result: index },
  );
  expect(await provider.create(inputs)).toEqual({ id: "embeddings-staging", outs: inputs });
  expect(sent()).toEqual([`POST ${indexes}`, `GET ${one}`]);
});

test("create asks again after a fault that made nothing", async () => {
  let posts = 0;
  const { provider, sent } = await useProvider(({ method }) => {
    if (method === "GET") return { status: 404 };
    return ++posts < 3 ? { status: 503 } : { result: index };
  });
  await provider.create(inputs);
  expect(sent()).toEqual([
    ...[`POST ${indexes}`, `GET ${one}`],
    ...[`POST ${indexes}`, `GET ${one}`],
    `POST ${indexes}`,
  ]);
});

test("create refuses an index that exists with other dimensions", async () => {
  const { provider } = await useProvider(({ method }) =>
    method === "POST"
      ? nameTaken
      : { result: { ...index, config: { dimensions: 1024, metric: "cosine" } } },
  );
  await expect(provider.create(inputs)).rejects.toThrow(
    "The Vectorize index embeddings-staging exists with 1024 dimensions and the metric cosine; " +
      "768 and cosine are declared. Delete it or declare what it has.",
  );
});

test("create tells a refusal as it is", async () => {
  const { provider, sent } = await useProvider(() => ({ status: 403 }));
  await expect(provider.create(inputs)).rejects.toThrow(`POST ${indexes} answered 403`);
  expect(sent()).toEqual([`POST ${indexes}`]);
});

test("read gives what is there, so that drift shows", async () => {
  const { provider } = await useProvider(() => ({
    result: { ...index, config: { dimensions: 512, metric: "euclidean" } },
  }));
  expect(await provider.read("embeddings-staging", inputs)).toEqual({
    id: "embeddings-staging",
    props: { ...inputs, dimensions: 512, metric: "euclidean" },
  });
});

test.each([404, 410])("an index that answers %i is gone: read drops it", async (status) => {
  const { provider } = await useProvider(() => ({ status }));
  expect(await provider.read("embeddings-staging", inputs)).toEqual({ id: "" });
});

test("read of an unreachable API fails rather than dropping the index", async () => {
  const { provider } = await useProvider(() => ({ status: 500 }));
  await expect(provider.read("embeddings-staging", inputs)).rejects.toThrow("answered 500");
});

test.each([
  ["nothing", {}, []],
  ["the name", { indexName: "other" }, ["indexName"]],
  ["dimensions", { dimensions: 512 }, ["dimensions"]],
  ["the metric", { metric: "euclidean" as const }, ["metric"]],
  ["the account", { accountId: "b" }, ["accountId"]],
])("a change of %s replaces by exactly that", async (_title, change, replaces) => {
  const { provider } = await useProvider(() => ({}));
  const result = await provider.diff("embeddings-staging", inputs, { ...inputs, ...change });
  expect(result).toEqual({ changes: replaces.length > 0, replaces, deleteBeforeReplace: true });
});

test.each([200, 404, 410])("delete is done when the API answers %i", async (status) => {
  const { provider, sent } = await useProvider(() => ({ status }));
  await provider.delete("embeddings-staging", inputs);
  expect(sent()).toEqual([`DELETE ${one}`]);
});

test("delete that is refused fails", async () => {
  const { provider } = await useProvider(() => ({ status: 403 }));
  await expect(provider.delete("embeddings-staging", inputs)).rejects.toThrow("answered 403");
});

test.each([
  ["dimensions", { dimensions: 0 }, "0 must be a whole number from 1 to 1536."],
  ["dimensions", { dimensions: 1537 }, "1537 must be a whole number from 1 to 1536."],
  ["dimensions", { dimensions: 1.5 }, "1.5 must be a whole number from 1 to 1536."],
  [
    "metric",
    { metric: "manhattan" as "cosine" },
    '"manhattan" must be one of cosine, euclidean, dot-product.',
  ],
  [
    "indexName",
    { indexName: "Embeddings" },
    '"Embeddings" must be 1 to 64 lower-case letters, digits or "-".',
  ],
])("check refuses %s of %j", async (property, change, reason) => {
  const { provider } = await useProvider(() => ({}));
  const { failures } = await provider.check({} as VectorizeIndexInputs, { ...inputs, ...change });
  expect(failures).toEqual([{ property, reason }]);
});

test.each([1, 1536])("check takes %i dimensions", async (dimensions) => {
  const { provider } = await useProvider(() => ({}));
  const news = { ...inputs, dimensions };
  const result = await provider.check({} as VectorizeIndexInputs, news);
  expect(result).toEqual({ inputs: news, failures: [] });
});
