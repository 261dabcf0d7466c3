import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Vector } from "../../../../data/contract.ts";
import { decodeCursor, encodeCursor } from "../../../../data/cursor.ts";
import { vectorLimits } from "../../../../data/vector-rules.ts";
import { ApiError, success } from "../../envelope.ts";
import { numberOf, queryOf, readBody, readBytes } from "../request.ts";
import type { StorageContext } from "../storage-context.ts";
import { answering, bodyError } from "./errors.ts";
import { findIndex } from "./indexes.ts";

const idsSchema = z.object({ ids: z.array(z.string()).default([]) });

const querySchema = z.object({
  vector: z.array(z.number()).optional(),
  vectorId: z.string().optional(),
  topK: z.number().optional(),
  namespace: z.string().optional(),
  returnValues: z.boolean().optional(),
  returnMetadata: z.enum(["none", "indexed", "all"]).optional(),
  filter: z.unknown().optional(),
});

const vectorSchema = z.object({
  id: z.coerce.string(),
  values: z.array(z.number()),
  namespace: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

const LIST = { default: 100, maximum: 1000 };

export function vectorizeVectorRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { vectorize } = storage.data;
  const base = "/accounts/:account/vectorize/v2/indexes/:index";

  app.post(`${base}/insert`, async (c) => {
    const { name } = findIndex(storage, c);
    const vectors = await readVectors(c);
    return success({ mutationId: answering(() => vectorize.insert(name, vectors)) });
  });
  app.post(`${base}/upsert`, async (c) => {
    const { name } = findIndex(storage, c);
    const vectors = await readVectors(c);
    return success({ mutationId: answering(() => vectorize.upsert(name, vectors)) });
  });
  app.post(`${base}/query`, async (c) => {
    const { name } = findIndex(storage, c);
    const query = await readBody(c, querySchema, bodyError);
    const matches = answering(() => vectorize.query(name, query));
    return success({ count: matches.length, matches });
  });
  app.post(`${base}/get_by_ids`, async (c) => {
    const { name } = findIndex(storage, c);
    const { ids } = await readBody(c, idsSchema, bodyError);
    return success(vectorize.getByIds(name, ids));
  });
  app.post(`${base}/delete_by_ids`, async (c) => {
    const { name } = findIndex(storage, c);
    const { ids } = await readBody(c, idsSchema, bodyError);
    return success({ mutationId: vectorize.deleteByIds(name, ids) });
  });
  app.get(`${base}/list`, (c) => listVectors(storage, c));
  return app;
}

/**
 * Newline-delimited JSON, as the body or as a file of a form.
 * @throws ApiError for a line that is no vector, unless the query says `discard`.
 */
async function readVectors(c: Context): Promise<Vector[]> {
  const lines = (await readText(c)).split("\n").filter((line) => line.trim() !== "");
  if (lines.length > vectorLimits.httpBatch) {
    throw new ApiError(
      400,
      bodyError.code,
      `a batch has at most ${vectorLimits.httpBatch} vectors, and got ${lines.length}`,
    );
  }
  const discards = queryOf(c).get("unparsable-behavior") === "discard";
  return lines.flatMap((line, index) => {
    const vector = parseVector(line);
    if (vector) return [vector];
    if (discards) return [];
    throw new ApiError(400, bodyError.code, `line ${index + 1} is not a vector`);
  });
}

async function readText(c: Context): Promise<string> {
  if (c.req.header("content-type")?.startsWith("multipart/form-data") !== true) {
    return (await readBytes(c)).toString();
  }
  const form = await c.req.formData();
  const texts = [...form.values()].map((part) => (typeof part === "string" ? part : part.text()));
  return (await Promise.all(texts)).join("\n");
}

function parseVector(line: string): Vector | undefined {
  try {
    const { id, values, namespace, metadata } = vectorSchema.parse(JSON.parse(line));
    return {
      id,
      values,
      ...(namespace === undefined ? {} : { namespace }),
      ...(metadata === undefined ? {} : { metadata }),
    };
  } catch {
    return undefined;
  }
}

function listVectors(storage: StorageContext, c: Context): Response {
  const { name } = findIndex(storage, c);
  const query = queryOf(c);
  const limit = Math.min(numberOf(query, "count") ?? LIST.default, LIST.maximum);
  const after = decodeCursor(query.get("cursor") ?? "") ?? "";
  const ids = storage.data.vectorize.ids(name, after, limit + 1);
  const page = ids.slice(0, limit);
  const isTruncated = ids.length > limit;
  return success({
    count: page.length,
    totalCount: storage.data.vectorize.describe(name).vectorCount,
    isTruncated,
    nextCursor: isTruncated ? encodeCursor(page.at(-1) ?? "") : null,
    cursorExpirationTimestamp: null,
    vectors: page.map((id) => ({ id })),
  });
}
