import { Readable } from "node:stream";
import type { R2Object, R2Range } from "../../data/contract.ts";
import { R2Error } from "../../data/r2-errors.ts";
import type { R2Store } from "../../data/r2-store.ts";
import { parseR2Request, type R2Request } from "./r2-request.ts";
import { json, refusal, type WireHandler, type WireRequest, type WireResponse } from "./wire.ts";

/**
 * What an `r2Bucket` binding speaks. Reads are `GET /` with the request as JSON in the header
 * `cf-r2-request`; writes are `PUT /` whose body begins with that JSON, `cf-r2-metadata-size` bytes
 * of it. Answers begin with the object's description in the same way.
 * @see workerd `src/workerd/api/r2-bucket.c++`, `r2-api.capnp`
 */
export function r2Wire(r2: R2Store): WireHandler {
  return (request) => {
    try {
      return route(r2, request);
    } catch (error) {
      if (error instanceof R2Error) return describeError(error);
      throw error;
    }
  };
}

function route(r2: R2Store, request: WireRequest): WireResponse {
  if (request.method === "GET") {
    return read(r2, request.resource, parseR2Request(String(request.headers["cf-r2-request"])));
  }
  if (request.method !== "PUT") return refusal(405, "Method Not Allowed");
  const size = Number(request.headers["cf-r2-metadata-size"]);
  if (!Number.isInteger(size)) throw new R2Error("invalid-argument");
  const call = parseR2Request(request.body.subarray(0, size).toString());
  return write(r2, request.resource, call, request.body.subarray(size));
}

function read(r2: R2Store, bucket: string, call: R2Request): WireResponse {
  switch (call.method) {
    case "head": {
      const object = r2.head(bucket, call.object);
      if (object === undefined) throw new R2Error("no-such-key");
      return describeObject(object);
    }
    case "get": {
      const found = r2.get(bucket, call.object, call);
      if (found === undefined) throw new R2Error("no-such-key");
      return describeObject(found.object, found.range, found.body);
    }
    case "list":
      return list(r2, bucket, call);
    default:
      throw new R2Error("internal-error");
  }
}

function write(r2: R2Store, bucket: string, call: R2Request, bytes: Buffer): WireResponse {
  switch (call.method) {
    case "put":
      return describeObject(r2.put(bucket, call.object, bytes, call));
    case "delete":
      r2.delete(bucket, call.objects ?? [call.object ?? ""]);
      return {};
    case "createMultipartUpload":
      return describe({ uploadId: r2.createMultipartUpload(bucket, call.object, call) });
    case "uploadPart":
      return describe({
        etag: r2.uploadPart(bucket, call.object, call.uploadId, call.partNumber, bytes),
      });
    case "completeMultipartUpload":
      return describeObject(
        r2.completeMultipartUpload(bucket, call.object, call.uploadId, call.parts),
      );
    case "abortMultipartUpload":
      r2.abortMultipartUpload(bucket, call.object, call.uploadId);
      return {};
    default:
      throw new R2Error("internal-error");
  }
}

function list(
  r2: R2Store,
  bucket: string,
  call: Extract<R2Request, { method: "list" }>,
): WireResponse {
  const { objects, delimitedPrefixes, cursor } = r2.list(bucket, call);
  return describe({
    objects: objects.map((object) => {
      const description = objectFields(object);
      if (!call.include.includes("http")) description.httpFields = {};
      if (!call.include.includes("custom")) description.customFields = [];
      return description;
    }),
    delimitedPrefixes,
    truncated: cursor !== null,
    ...(cursor === null ? {} : { cursor }),
  });
}

function describe(value: unknown): WireResponse {
  const answer = json(value);
  const size = Buffer.byteLength(String(answer.body));
  return { ...answer, headers: { ...answer.headers, "cf-r2-metadata-size": String(size) } };
}

/** The description, followed by the bytes if there are any. */
function describeObject(
  object: R2Object,
  range?: R2Range,
  bytes?: Buffer | Readable,
): WireResponse {
  const answer = describe(objectFields(object, range));
  if (bytes === undefined) return answer;
  const description = Buffer.from(String(answer.body));
  if (Buffer.isBuffer(bytes)) return { ...answer, body: Buffer.concat([description, bytes]) };
  const length = description.byteLength + (range?.length ?? object.sizeBytes);
  return {
    ...answer,
    headers: { ...answer.headers, "content-length": String(length) },
    body: Readable.from(follow(description, bytes), { objectMode: false }),
  };
}

async function* follow(first: Buffer, rest: Readable): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function objectFields(object: R2Object, range?: R2Range) {
  const { md5, sha1, sha256, sha384, sha512 } = object.checksums;
  return {
    name: object.key,
    version: object.version,
    size: object.sizeBytes,
    etag: object.etag,
    uploaded: object.uploadedMs,
    httpFields: object.httpMetadata as Record<string, unknown>,
    customFields: Object.entries(object.customMetadata).map(([k, v]) => ({ k, v })),
    range: range ?? { offset: 0, length: object.sizeBytes },
    checksums: { 0: md5, 1: sha1, 2: sha256, 3: sha384, 4: sha512 },
    storageClass: object.storageClass,
  };
}

function describeError(error: R2Error): WireResponse {
  const header = JSON.stringify({ version: 1, v4code: error.number, message: error.message });
  const answer = error.object === undefined ? {} : describeObject(error.object);
  return {
    ...answer,
    status: error.status,
    headers: { ...answer.headers, "cf-r2-error": header },
  };
}
