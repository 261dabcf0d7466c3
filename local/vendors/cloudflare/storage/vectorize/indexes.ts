import { type Context, Hono } from "hono";
import { z } from "zod";
import { vectorLimits } from "../../../../data/vector-rules.ts";
import { ApiError, success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import type { VectorizeIndex } from "../resources.ts";
import { type StorageContext, timestamp } from "../storage-context.ts";
import { answering, bodyError } from "./errors.ts";

/** @see the API reference of "Create Vectorize Index" */
const PRESETS = {
  "@cf/baai/bge-small-en-v1.5": 384,
  "@cf/baai/bge-base-en-v1.5": 768,
  "@cf/baai/bge-large-en-v1.5": 1024,
  "openai/text-embedding-ada-002": 1536,
  "cohere/embed-multilingual-v2.0": 768,
} as const;

const configSchema = z.union([
  z.object({
    dimensions: z.int().min(1).max(vectorLimits.dimensions),
    metric: z.enum(["cosine", "euclidean", "dot-product"]),
  }),
  z
    .object({ preset: z.enum(Object.keys(PRESETS) as (keyof typeof PRESETS)[]) })
    .transform(({ preset }) => ({ dimensions: PRESETS[preset], metric: "cosine" as const })),
]);

const createSchema = z.object({
  name: z.string().regex(/^[a-z0-9]([a-z0-9-_]{0,62}[a-z0-9])?$/i, "is not a valid index name"),
  description: z.string().default(""),
  config: configSchema,
});

const metadataIndexSchema = z.object({
  propertyName: z.string().min(1),
  indexType: z.enum(["string", "number", "boolean"]),
});

export function vectorizeIndexRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { context, data, resources } = storage;
  const base = "/accounts/:account/vectorize/v2/indexes";

  app.get(base, () => success(resources.vectorizeIndexes.list()));
  app.post(base, async (c) => {
    const input = await readBody(c, createSchema, bodyError);
    const index = context.store.transaction(() => create(storage, input));
    return success(index, undefined, 201);
  });
  app.get(`${base}/:index`, (c) => success(findIndex(storage, c)));
  app.delete(`${base}/:index`, (c) => {
    const { name } = findIndex(storage, c);
    context.store.transaction(() => {
      resources.vectorizeIndexes.delete(name);
      data.vectorize.deleteIndex(name);
    });
    return success(null);
  });
  app.get(`${base}/:index/info`, (c) =>
    success(data.vectorize.describe(findIndex(storage, c).name)),
  );
  app.post(`${base}/:index/metadata_index/create`, async (c) => {
    const { name } = findIndex(storage, c);
    const metadataIndex = await readBody(c, metadataIndexSchema, bodyError);
    const mutationId = answering(() => data.vectorize.createMetadataIndex(name, metadataIndex));
    return success({ mutationId });
  });
  app.get(`${base}/:index/metadata_index/list`, (c) => {
    const { name } = findIndex(storage, c);
    return success({ metadataIndexes: data.vectorize.metadataIndexes(name) });
  });
  app.post(`${base}/:index/metadata_index/delete`, async (c) => {
    const { name } = findIndex(storage, c);
    const { propertyName } = await readBody(
      c,
      metadataIndexSchema.pick({ propertyName: true }),
      bodyError,
    );
    return success({ mutationId: data.vectorize.deleteMetadataIndex(name, propertyName) });
  });
  return app;
}

/** @throws ApiError 3000 */
export function findIndex({ resources }: StorageContext, c: Context): VectorizeIndex {
  const name = c.req.param("index") ?? "";
  const index = resources.vectorizeIndexes.get(name);
  if (index) return index;
  throw new ApiError(404, 3000, `vectorize.index.not_found - Index name "${name}"`);
}

function create(storage: StorageContext, input: z.infer<typeof createSchema>): VectorizeIndex {
  const { vectorizeIndexes } = storage.resources;
  if (vectorizeIndexes.get(input.name)) {
    throw new ApiError(400, 3002, `vectorize.index.duplicate_name - Index name "${input.name}"`);
  }
  storage.data.vectorize.createIndex(input.name, input.config);
  const now = timestamp(storage);
  return vectorizeIndexes.put(input.name, { ...input, created_on: now, modified_on: now });
}
