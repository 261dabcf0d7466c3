import { type Context, Hono } from "hono";
import { z } from "zod";
import type { KvEntry } from "../../../../data/contract.ts";
import { KvError, kvLimits } from "../../../../data/kv-rules.ts";
import { ApiError, success } from "../../envelope.ts";
import { readBody } from "../request.ts";
import type { StorageContext } from "../storage-context.ts";
import { answering } from "./errors.ts";
import { findNamespace } from "./namespaces.ts";

const BULK_PAIRS = 10_000;

const pairsSchema = z
  .array(
    z.object({
      key: z.string(),
      value: z.string(),
      base64: z.boolean().default(false),
      expiration: z.number().optional(),
      expiration_ttl: z.number().optional(),
      metadata: z.unknown().optional(),
    }),
  )
  .max(BULK_PAIRS);

const keysSchema = z.array(z.string()).max(BULK_PAIRS);

const getSchema = z.object({
  keys: z.array(z.string()).max(kvLimits.bulkGetKeys),
  type: z.enum(["text", "json"]).default("text"),
  withMetadata: z.boolean().default(false),
});

/** Seen live by others: 10012 for a body that does not fit. */
const bodyError = {
  code: 10012,
  describe: (path: string, message: string) => `could not parse request body: ${path} ${message}`,
};

export function kvBulkRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const base = "/accounts/:account/storage/kv/namespaces/:namespace/bulk";
  app.put(base, (c) => putMany(storage, c));
  app.delete(base, (c) => deleteMany(storage, c));
  app.post(`${base}/delete`, (c) => deleteMany(storage, c));
  app.post(`${base}/get`, (c) => getMany(storage, c));
  return app;
}

/** Pairs that KV refuses are named in the answer; the others are written. */
async function putMany(storage: StorageContext, c: Context): Promise<Response> {
  const { id } = findNamespace(storage, c.req.param("namespace") ?? "");
  const pairs = await readBody(c, pairsSchema, bodyError);
  const refused: string[] = [];
  for (const { key, value, base64, expiration, expiration_ttl, metadata } of pairs) {
    try {
      storage.data.kv.put(id, key, Buffer.from(value, base64 ? "base64" : "utf8"), {
        metadata: metadata === undefined ? null : JSON.stringify(metadata),
        expiration: expiration ?? null,
        expirationTtl: expiration_ttl ?? null,
      });
    } catch (error) {
      if (!(error instanceof KvError)) throw error;
      refused.push(key);
    }
  }
  return success({
    successful_key_count: pairs.length - refused.length,
    unsuccessful_keys: refused,
  });
}

async function deleteMany(storage: StorageContext, c: Context): Promise<Response> {
  const { id } = findNamespace(storage, c.req.param("namespace") ?? "");
  const keys = await readBody(c, keysSchema, bodyError);
  answering(() => {
    for (const key of keys) storage.data.kv.delete(id, key);
  });
  return success({ successful_key_count: keys.length, unsuccessful_keys: [] });
}

async function getMany(storage: StorageContext, c: Context): Promise<Response> {
  const { id } = findNamespace(storage, c.req.param("namespace") ?? "");
  const { keys, type, withMetadata } = await readBody(c, getSchema, bodyError);
  if (keys.length === 0) throw new ApiError(400, 10029, "You must request a minimum of 1 key");
  const values = keys.map((key) => {
    const entry = answering(() => storage.data.kv.get(id, key));
    return [key, entry === undefined ? null : describe(entry, type, withMetadata)] as const;
  });
  return success({ values: Object.fromEntries(values) });
}

function describe(entry: KvEntry, type: "text" | "json", withMetadata: boolean): unknown {
  const text = entry.value.toString();
  const value = type === "json" ? parseJson(text) : text;
  if (!withMetadata) return value;
  return {
    value,
    metadata: entry.metadata === null ? null : (JSON.parse(entry.metadata) as unknown),
    ...(entry.expiration === null ? {} : { expiration: entry.expiration }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(
      400,
      bodyError.code,
      "At least one of the requested keys corresponds to a non-JSON value",
    );
  }
}
