import type { KvPutOptions } from "./contract.ts";

/** @see https://developers.cloudflare.com/kv/platform/limits/ */
export const kvLimits = {
  keyBytes: 512,
  valueBytes: 25 * 1024 * 1024,
  metadataBytes: 1024,
  /** Seconds. */
  minimumTtl: 60,
  listKeys: 1000,
  bulkGetKeys: 100,
  /** Writes of one key. */
  writesPerSecond: 1,
} as const;

export type KvErrorCode =
  | "invalid-key"
  | "key-too-long"
  | "value-too-large"
  | "invalid-metadata"
  | "metadata-too-large"
  | "invalid-expiration"
  | "invalid-limit"
  | "invalid-cursor"
  /** The key was written less than a second ago. */
  | "write-too-soon";

/** A call that KV refuses; nothing has changed. */
export class KvError extends Error {
  override readonly name = "KvError";
  readonly code: KvErrorCode;

  constructor(code: KvErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The wording is the runtime's: `KV PUT failed: 414 UTF-8 encoded length of 513 exceeds …`. */
export function validateKey(key: string): void {
  if (key === "") throw new KvError("invalid-key", "Key names must not be empty");
  if (key === "." || key === "..") {
    throw new KvError("invalid-key", `Illegal key name "${key}". Please use a different name.`);
  }
  validateKeyLength(key);
}

export function validateKeyLength(key: string): void {
  const length = Buffer.byteLength(key);
  if (length <= kvLimits.keyBytes) return;
  throw new KvError(
    "key-too-long",
    `UTF-8 encoded length of ${length} exceeds key length limit of ${kvLimits.keyBytes}.`,
  );
}

export function validateValue(value: Uint8Array): void {
  if (value.byteLength <= kvLimits.valueBytes) return;
  throw new KvError(
    "value-too-large",
    `Value length of ${value.byteLength} exceeds limit of ${kvLimits.valueBytes}.`,
  );
}

export function validateMetadata(metadata: string): void {
  const length = Buffer.byteLength(metadata);
  if (length > kvLimits.metadataBytes) {
    throw new KvError(
      "metadata-too-large",
      `Metadata length of ${length} exceeds limit of ${kvLimits.metadataBytes}.`,
    );
  }
  try {
    JSON.parse(metadata);
  } catch {
    throw new KvError("invalid-metadata", "Metadata must be valid JSON.");
  }
}

/** @returns Unix seconds, or null for never. */
export function resolveExpiration(options: KvPutOptions, nowSeconds: number): number | null {
  const { expiration, expirationTtl } = options;
  if (expirationTtl != null) {
    requireInteger("expiration_ttl", expirationTtl, 0, "greater than 0");
    if (expirationTtl < kvLimits.minimumTtl) {
      throw invalidExpiration(
        "expiration_ttl",
        expirationTtl,
        `Expiration TTL must be at least ${kvLimits.minimumTtl}.`,
      );
    }
    return nowSeconds + expirationTtl;
  }
  if (expiration == null) return null;
  requireInteger(
    "expiration",
    expiration,
    nowSeconds,
    "greater than the current number of seconds since the UNIX epoch",
  );
  if (expiration < nowSeconds + kvLimits.minimumTtl) {
    throw invalidExpiration(
      "expiration",
      expiration,
      `Expiration times must be at least ${kvLimits.minimumTtl} seconds in the future.`,
    );
  }
  return expiration;
}

function requireInteger(name: string, value: number, above: number, rule: string): void {
  if (Number.isInteger(value) && value > above) return;
  throw invalidExpiration(name, value, `Please specify integer ${rule}.`);
}

function invalidExpiration(name: string, value: number, rule: string): KvError {
  return new KvError("invalid-expiration", `Invalid ${name} of ${value}. ${rule}`);
}

export function validateListLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new KvError(
      "invalid-limit",
      `Invalid key_count_limit of ${limit}. Please specify an integer greater than 0.`,
    );
  }
  if (limit > kvLimits.listKeys) {
    throw new KvError(
      "invalid-limit",
      `Invalid key_count_limit of ${limit}. Please specify an integer less than ${kvLimits.listKeys}.`,
    );
  }
}
