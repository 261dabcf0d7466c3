import type { Vector } from "./contract.ts";

/** @see https://developers.cloudflare.com/vectorize/platform/limits/ */
export const vectorLimits = {
  dimensions: 1536,
  idBytes: 64,
  namespaceBytes: 64,
  metadataBytes: 10 * 1024,
  /** Vectors in one insert or upsert, from a Worker and over HTTP. */
  workerBatch: 1000,
  httpBatch: 5000,
  topK: 100,
  /** With values or all metadata. */
  topKWithContent: 20,
  metadataIndexes: 10,
  /** Of a string that a metadata index holds. */
  indexedBytes: 64,
  filterBytes: 2048,
} as const;

/**
 * Numbers of the API. 40006 and 40026 were seen in public reports of the service; the others are
 * not documented.
 */
const VECTOR_ERRORS = {
  "index-not-found": 3000,
  "duplicate-name": 3002,
  "invalid-query-vector": 40006,
  // assumption: the numbers below stand for "invalid request" in the same range.
  "invalid-vector": 40012,
  "invalid-batch": 40013,
  "invalid-top-k": 40025,
  "invalid-filter": 40027,
  "vector-not-found": 40028,
  "invalid-metadata-index": 40029,
} as const;

export type VectorErrorCode = keyof typeof VECTOR_ERRORS;

/** A call that Vectorize refuses, with the number it answers. */
export class VectorError extends Error {
  override readonly name = "VectorError";
  readonly code: VectorErrorCode;
  readonly number: number;

  constructor(code: VectorErrorCode, message: string) {
    super(message);
    this.code = code;
    this.number = VECTOR_ERRORS[code];
  }
}

/** @throws VectorError naming the first vector that breaks a rule. */
export function validateVectors(vectors: readonly Vector[], dimensions: number): void {
  for (const { id, values, namespace, metadata } of vectors) {
    if (typeof id !== "string" || id === "" || Buffer.byteLength(id) > vectorLimits.idBytes) {
      throw invalidVector(id, `id must be 1 to ${vectorLimits.idBytes} bytes`);
    }
    if (!Array.isArray(values) || values.length !== dimensions) {
      const got = Array.isArray(values) ? values.length : 0;
      throw invalidVector(id, `expected ${dimensions} dimensions, and got ${got} dimensions`);
    }
    if (!values.every(Number.isFinite)) throw invalidVector(id, "values must be finite numbers");
    if (namespace !== undefined && Buffer.byteLength(namespace) > vectorLimits.namespaceBytes) {
      throw invalidVector(id, `namespace must be at most ${vectorLimits.namespaceBytes} bytes`);
    }
    const size = metadata === undefined ? 0 : Buffer.byteLength(JSON.stringify(metadata));
    if (size > vectorLimits.metadataBytes) {
      throw invalidVector(id, `metadata of ${size} bytes exceeds ${vectorLimits.metadataBytes}`);
    }
  }
}

export function validateQueryVector(values: readonly number[], dimensions: number): void {
  if (values.length === dimensions) return;
  throw new VectorError(
    "invalid-query-vector",
    `invalid query vector, expected ${dimensions} dimensions, and got ${values.length} dimensions`,
  );
}

export function validateTopK(topK: number, withContent: boolean): void {
  const limit = withContent ? vectorLimits.topKWithContent : vectorLimits.topK;
  if (Number.isInteger(topK) && topK >= 1 && topK <= limit) return;
  const when = withContent ? " when returning values or all metadata" : "";
  throw new VectorError(
    "invalid-top-k",
    `invalid topK ${topK}, expected a whole number from 1 to ${limit}${when}`,
  );
}

function invalidVector(id: unknown, rule: string): VectorError {
  return new VectorError("invalid-vector", `invalid vector for id="${String(id)}", ${rule}`);
}
