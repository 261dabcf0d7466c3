import { type Context, Hono } from "hono";
import type { KvEntry } from "../../../../data/contract.ts";
import { ApiError, success } from "../../envelope.ts";
import { numberOf, queryOf, readBytes } from "../request.ts";
import type { StorageContext } from "../storage-context.ts";
import { answering } from "./errors.ts";
import { findNamespace } from "./namespaces.ts";

export function kvValueRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { kv } = storage.data;
  const base = "/accounts/:account/storage/kv/namespaces/:namespace";

  app.get(`${base}/keys`, (c) => {
    const { id } = findNamespace(storage, c.req.param("namespace"));
    const query = queryOf(c);
    const { keys, cursor } = answering(() =>
      kv.list(id, {
        prefix: query.get("prefix") ?? undefined,
        limit: numberOf(query, "limit") ?? 1000,
        cursor: query.get("cursor") ?? undefined,
      }),
    );
    return success(keys.map(describeKey), { count: keys.length, cursor: cursor ?? "" });
  });
  app.put(`${base}/values/:key`, async (c) => {
    const { id } = findNamespace(storage, c.req.param("namespace"));
    const { value, metadata } = await readValue(c);
    const query = queryOf(c);
    const options = {
      metadata,
      expiration: numberOf(query, "expiration") ?? null,
      expirationTtl: numberOf(query, "expiration_ttl") ?? null,
    };
    answering(() => kv.put(id, c.req.param("key"), value, options));
    return success(null);
  });
  app.get(`${base}/values/:key`, (c) => {
    const { value, expiration } = findEntry(storage, c);
    const headers = new Headers({ "content-type": "application/octet-stream" });
    if (expiration !== null) headers.set("expiration", String(expiration));
    return new Response(new Uint8Array(value), { headers });
  });
  app.get(`${base}/metadata/:key`, (c) => {
    const { metadata } = findEntry(storage, c);
    return success(metadata === null ? null : (JSON.parse(metadata) as unknown));
  });
  app.delete(`${base}/values/:key`, (c) => {
    const { id } = findNamespace(storage, c.req.param("namespace"));
    answering(() => kv.delete(id, c.req.param("key")));
    return success(null);
  });
  return app;
}

/** @throws ApiError 10009 */
function findEntry(storage: StorageContext, c: Context): KvEntry {
  const { id } = findNamespace(storage, c.req.param("namespace") ?? "");
  const entry = answering(() => storage.data.kv.get(id, c.req.param("key") ?? ""));
  if (!entry) throw new ApiError(404, 10009, "get: 'key not found'");
  return entry;
}

function describeKey({
  name,
  expiration,
  metadata,
}: {
  name: string;
  expiration: number | null;
  metadata: string | null;
}) {
  return {
    name,
    ...(expiration === null ? {} : { expiration }),
    ...(metadata === null ? {} : { metadata: JSON.parse(metadata) as unknown }),
  };
}

/** A multipart body with the parts `value` and `metadata`, or the value as it is. */
async function readValue(c: Context): Promise<{ value: Buffer; metadata: string | null }> {
  if (c.req.header("content-type")?.startsWith("multipart/form-data") !== true) {
    return { value: await readBytes(c), metadata: null };
  }
  const form = await c.req.formData();
  const part = form.get("value") ?? "";
  const value =
    typeof part === "string" ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
  return { value, metadata: readMetadata(form) };
}

/** JSON text, or the fields into which the SDK takes an object apart: `metadata[name]`. */
function readMetadata(form: FormData): string | null {
  const text = form.get("metadata");
  if (typeof text === "string") return text;
  const fields = [...form.entries()].flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return fields.length === 0 ? null : JSON.stringify(Object.fromEntries(fields));
}
