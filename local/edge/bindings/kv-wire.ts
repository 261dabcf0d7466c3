import { KvError, type KvErrorCode, kvLimits } from "../../data/kv-rules.ts";
import type { KvStore } from "../../data/kv-store.ts";
import { json, refusal, type WireHandler, type WireRequest, type WireResponse } from "./wire.ts";

const STATUS: Partial<Record<KvErrorCode, number>> = {
  "key-too-long": 414,
  "value-too-large": 413,
  "metadata-too-large": 413,
  "write-too-soon": 429,
};

/**
 * What a `kvNamespace` binding speaks: `GET /key?urlencoded=true`, `PUT`, `DELETE`, `GET /` for
 * a listing and `POST /bulk/get`.
 * @see workerd `src/workerd/api/kv.c++`, and requests observed from workerd 1.20261102
 */
export function kvWire(kv: KvStore): WireHandler {
  return (request) => {
    try {
      return route(kv, request);
    } catch (error) {
      if (!(error instanceof KvError)) throw error;
      return refusal(STATUS[error.code] ?? 400, error.message);
    }
  };
}

function route(kv: KvStore, request: WireRequest): WireResponse {
  const { method, url } = request;
  if (method === "POST" && url.pathname === "/bulk/get") return getMany(kv, request);
  if (method === "GET" && url.pathname === "/") return list(kv, request);
  const key = decodeKey(url);
  switch (method) {
    case "GET":
      return get(kv, request.resource, key);
    case "PUT":
      return put(kv, request, key);
    case "DELETE":
      kv.delete(request.resource, key);
      return {};
    default:
      return refusal(405, "Method Not Allowed");
  }
}

function get(kv: KvStore, namespace: string, key: string): WireResponse {
  const entry = kv.get(namespace, key);
  if (entry === undefined) return refusal(404, "Not Found");
  const headers: Record<string, string> = {};
  if (entry.expiration !== null) headers["cf-expiration"] = String(entry.expiration);
  if (entry.metadata !== null) headers["cf-kv-metadata"] = toHeader(entry.metadata);
  return { headers, body: entry.value };
}

function put(kv: KvStore, { resource, url, headers, body }: WireRequest, key: string) {
  const metadata = headers["cf-kv-metadata"];
  kv.put(resource, key, body, {
    metadata: metadata === undefined ? null : fromHeader(String(metadata)),
    expiration: numberParameter(url, "expiration"),
    expirationTtl: numberParameter(url, "expiration_ttl"),
  });
  return {};
}

function list(kv: KvStore, { resource, url }: WireRequest): WireResponse {
  const { keys, cursor } = kv.list(resource, {
    prefix: url.searchParams.get("prefix") ?? undefined,
    limit: numberParameter(url, "key_count_limit") ?? kvLimits.listKeys,
    cursor: url.searchParams.get("cursor") ?? undefined,
  });
  return json({
    keys: keys.map(({ name, expiration, metadata }) => ({
      name,
      ...(expiration === null ? {} : { expiration }),
      // As text: workerd parses it.
      ...(metadata === null ? {} : { metadata }),
    })),
    list_complete: cursor === null,
    ...(cursor === null ? {} : { cursor }),
    cacheStatus: null,
  });
}

interface BulkGet {
  keys: string[];
  type?: string;
  withMetadata?: boolean;
}

function getMany(kv: KvStore, { resource, body }: WireRequest): WireResponse {
  const { keys, type = "text", withMetadata = false } = JSON.parse(body.toString()) as BulkGet;
  if (type !== "text" && type !== "json") {
    return refusal(400, `"${type}" is not a valid type. Use "json" or "text"`);
  }
  if (keys.length > kvLimits.bulkGetKeys) {
    return refusal(400, `You can request a maximum of ${kvLimits.bulkGetKeys} keys`);
  }
  if (keys.length < 1) return refusal(400, "You must request a minimum of 1 key");
  const values: Record<string, unknown> = {};
  let bytes = 0;
  for (const key of keys) {
    const entry = kv.get(resource, key);
    const text = entry?.value.toString();
    bytes += entry?.value.byteLength ?? 0;
    try {
      const value = text === undefined ? null : type === "json" ? JSON.parse(text) : text;
      const metadata = entry?.metadata == null ? null : JSON.parse(entry.metadata);
      values[key] = withMetadata && value !== null ? { value, metadata } : value;
    } catch {
      return refusal(400, `At least one of the requested keys corresponds to a non-${type} value`);
    }
  }
  if (bytes > kvLimits.valueBytes) {
    return refusal(413, "Total size of request exceeds the limit of 25MB");
  }
  return json(values);
}

function decodeKey(url: URL): string {
  const path = url.pathname.slice(1);
  if (url.searchParams.get("urlencoded")?.toLowerCase() !== "true") return path;
  try {
    return decodeURIComponent(path);
  } catch {
    throw new KvError("invalid-key", "Could not URL-decode key name");
  }
}

function numberParameter(url: URL, name: string): number | null {
  const text = url.searchParams.get(name);
  return text === null ? null : Number(text);
}

/** Headers carry bytes; Node reads and writes each as one character. */
function toHeader(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function fromHeader(header: string): string {
  return Buffer.from(header, "latin1").toString();
}
