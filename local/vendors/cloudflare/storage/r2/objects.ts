import { Readable } from "node:stream";
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { R2HttpMetadata, R2Object, R2ObjectBody } from "../../../../data/contract.ts";
import { R2Error } from "../../../../data/r2-errors.ts";
import { ApiError, success } from "../../envelope.ts";
import { numberOf, queryOf, readBody, readBytes } from "../request.ts";
import type { StorageContext } from "../storage-context.ts";
import { bodyError, findBucket } from "./buckets.ts";

const HTTP_HEADERS = {
  contentType: "content-type",
  contentLanguage: "content-language",
  contentDisposition: "content-disposition",
  contentEncoding: "content-encoding",
  cacheControl: "cache-control",
} as const satisfies Partial<Record<keyof R2HttpMetadata, string>>;

export function r2ObjectRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { r2 } = storage.data;
  const base = "/accounts/:account/r2/buckets/:bucket/objects";
  // A key may have slashes of its own.
  const path = `${base}/:key{.+}`;

  app.get(base, (c) => listObjects(storage, c));
  app.delete(base, async (c) => {
    const { name } = findBucket(storage, c);
    const keys = await readBody(c, z.array(z.string()).max(1000), bodyError);
    answering(() => r2.delete(name, keys));
    return success(keys.map((key) => ({ key })));
  });
  app.put(path, async (c) => {
    const { name, storage_class } = findBucket(storage, c);
    const options = {
      httpMetadata: readHttpMetadata(c),
      storageClass: c.req.header("cf-r2-storage-class") ?? storage_class,
    };
    const bytes = await readBytes(c);
    return success(describePut(answering(() => r2.put(name, keyOf(c), bytes, options))));
  });
  app.get(path, (c) => getObject(storage, c));
  app.delete(path, (c) => {
    const { name } = findBucket(storage, c);
    answering(() => r2.delete(name, [keyOf(c)]));
    return success({ key: keyOf(c) });
  });
  return app;
}

function answering<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof R2Error)) throw error;
    throw new ApiError(error.status, error.number, error.message);
  }
}

function keyOf(c: Context): string {
  return c.req.param("key") ?? "";
}

function getObject(storage: StorageContext, c: Context): Response {
  const { name } = findBucket(storage, c);
  const object = storage.data.r2.head(name, keyOf(c));
  if (object && isUnchanged(object, c)) return new Response(null, { status: 304 });
  const rangeHeader = c.req.header("range");
  const found = answering(() => storage.data.r2.get(name, keyOf(c), { rangeHeader }));
  if (!found) throw new ApiError(404, 10007, "The specified key does not exist.");
  return answerObject(found, rangeHeader !== undefined);
}

function isUnchanged({ etag, uploadedMs }: R2Object, c: Context): boolean {
  const ifNoneMatch = c.req.header("if-none-match");
  if (ifNoneMatch !== undefined) return ifNoneMatch === "*" || ifNoneMatch.includes(`"${etag}"`);
  const since = Date.parse(c.req.header("if-modified-since") ?? "");
  return !Number.isNaN(since) && Math.floor(uploadedMs / 1000) * 1000 <= since;
}

function answerObject({ object, range, body }: R2ObjectBody, isRanged: boolean): Response {
  const headers = new Headers({
    "content-length": String(range.length),
    etag: `"${object.etag}"`,
    "last-modified": new Date(object.uploadedMs).toUTCString(),
    "cf-r2-storage-class": object.storageClass,
  });
  for (const [field, header] of Object.entries(HTTP_HEADERS)) {
    const value = object.httpMetadata[field as keyof typeof HTTP_HEADERS];
    if (value !== undefined) headers.set(header, value);
  }
  const isPart = isRanged && range.length < object.sizeBytes;
  if (isPart) {
    const last = range.offset + range.length - 1;
    headers.set("content-range", `bytes ${range.offset}-${last}/${object.sizeBytes}`);
  }
  const content = Buffer.isBuffer(body)
    ? new Uint8Array(body)
    : (Readable.toWeb(body) as ReadableStream);
  return new Response(content, { status: isPart ? 206 : 200, headers });
}

function readHttpMetadata(c: Context): R2HttpMetadata {
  const entries = Object.entries(HTTP_HEADERS)
    .map(([field, header]) => [field, c.req.header(header)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as R2HttpMetadata;
}

function describePut(object: R2Object) {
  return {
    key: object.key,
    etag: object.etag,
    size: String(object.sizeBytes),
    storage_class: object.storageClass,
    uploaded: new Date(object.uploadedMs).toISOString(),
    version: object.version,
  };
}

function listObjects(storage: StorageContext, c: Context): Response {
  const { name } = findBucket(storage, c);
  const query = queryOf(c);
  const perPage = numberOf(query, "per_page") ?? 1000;
  const { objects, delimitedPrefixes, cursor } = answering(() =>
    storage.data.r2.list(name, {
      limit: perPage,
      prefix: query.get("prefix") ?? undefined,
      delimiter: query.get("delimiter") ?? undefined,
      cursor: query.get("cursor") || undefined,
      startAfter: query.get("start_after") ?? undefined,
    }),
  );
  return success(objects.map(describeListed), {
    count: objects.length,
    per_page: perPage,
    cursor: cursor ?? "",
    is_truncated: cursor !== null,
    delimited: delimitedPrefixes,
  });
}

function describeListed(object: R2Object) {
  return {
    key: object.key,
    etag: object.etag,
    size: object.sizeBytes,
    last_modified: new Date(object.uploadedMs).toISOString(),
    http_metadata: object.httpMetadata,
    custom_metadata: object.customMetadata,
    storage_class: object.storageClass,
    ssec: false,
  };
}
