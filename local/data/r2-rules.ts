import { createHash } from "node:crypto";
import type { R2Checksums, R2Range } from "./contract.ts";
import { R2Error } from "./r2-errors.ts";

/** @see https://developers.cloudflare.com/r2/platform/limits/ */
export const r2Limits = {
  keyBytes: 1024,
  metadataBytes: 8192,
  /** Of one put or part. */
  uploadBytes: 5 * 1024 ** 3 - 5 * 1024 ** 2,
  listKeys: 1000,
  partBytes: 5 * 1024 * 1024,
  parts: 10_000,
} as const;

export function validateObjectKey(key: string): void {
  if (Buffer.byteLength(key) > r2Limits.keyBytes) throw new R2Error("invalid-object-name");
}

export function validateUploadSize(bytes: number): void {
  if (bytes > r2Limits.uploadBytes) throw new R2Error("entity-too-large");
}

/** UTF-16 counts double, as the runtime's headers do. */
export function validateCustomMetadata(metadata: Record<string, string>): void {
  const length = Object.entries(metadata)
    .flat()
    .reduce((sum, text) => sum + (/[^\0-\xff]/.test(text) ? text.length * 2 : text.length), 0);
  if (length > r2Limits.metadataBytes) throw new R2Error("metadata-too-large");
}

const DIGESTS = {
  md5: "MD5",
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};

/**
 * The MD5, and those of the digests that the client gave.
 * @throws R2Error `bad-digest` when one does not fit.
 */
export function checkDigests(bytes: Uint8Array, expected: R2Checksums): R2Checksums {
  const checksums: R2Checksums = {};
  for (const name of Object.keys(DIGESTS) as (keyof typeof DIGESTS)[]) {
    if (name !== "md5" && expected[name] === undefined) continue;
    const actual = createHash(name).update(bytes).digest("hex");
    const wanted = expected[name]?.toLowerCase();
    if (wanted !== undefined && wanted !== actual) throw badDigest(DIGESTS[name], wanted, actual);
    checksums[name] = actual;
  }
  return checksums;
}

function badDigest(name: string, wanted: string, actual: string): R2Error {
  return new R2Error("bad-digest", {
    message: `The ${name} checksum you specified did not match what we received.\nYou provided a ${name} checksum with value: ${wanted}\nActual ${name} was: ${actual}`,
  });
}

export interface RangeRequest {
  offset?: number | undefined;
  length?: number | undefined;
  /** The last so many bytes. */
  suffix?: number | undefined;
}

/** @throws R2Error `invalid-range` for a range with no byte in the object. */
export function resolveRange(range: RangeRequest, sizeBytes: number): R2Range {
  if (range.suffix !== undefined) {
    if (range.suffix <= 0) throw new R2Error("invalid-range");
    const length = Math.min(range.suffix, sizeBytes);
    return { offset: sizeBytes - length, length };
  }
  const offset = range.offset ?? 0;
  const length = Math.min(range.length ?? sizeBytes - offset, sizeBytes - offset);
  if (offset < 0 || offset > sizeBytes || length <= 0) throw new R2Error("invalid-range");
  return { offset, length };
}

/** One range of a `Range` header; undefined, as R2 ignores it, for any other header. */
export function parseRangeHeader(header: string, sizeBytes: number): R2Range | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header.trim());
  if (!match) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "")
    return last === "" ? undefined : resolveRange({ suffix: Number(last) }, sizeBytes);
  if (last !== "" && Number(last) < Number(first)) return undefined;
  const length = last === "" ? undefined : Number(last) - Number(first) + 1;
  return resolveRange({ offset: Number(first), length }, sizeBytes);
}
