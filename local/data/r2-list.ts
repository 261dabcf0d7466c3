import type { R2Object } from "./contract.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { R2Error } from "./r2-errors.ts";
import { r2Limits } from "./r2-rules.ts";
import type { R2Tables } from "./r2-tables.ts";

export interface R2ListOptions {
  prefix?: string | undefined;
  /** Keys that go on after the prefix with this in them are folded into one. */
  delimiter?: string | undefined;
  cursor?: string | undefined;
  startAfter?: string | undefined;
  limit?: number | undefined;
}

export interface R2Listing {
  objects: R2Object[];
  delimitedPrefixes: string[];
  /** Null when there is no more. */
  cursor: string | null;
}

/** Sorts after every key that begins with what stands before it. */
const LAST = "\u{10FFFF}";

/** One page in UTF-8 order; objects and folded prefixes count alike. @throws R2Error */
export function listObjects(tables: R2Tables, bucket: string, options: R2ListOptions): R2Listing {
  const { prefix = "", delimiter = "", limit = r2Limits.listKeys } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > r2Limits.listKeys) {
    throw new R2Error("invalid-max-keys");
  }
  const objects: R2Object[] = [];
  const prefixes: string[] = [];
  let after = startOf(options);
  while (objects.length + prefixes.length < limit) {
    const wanted = limit - objects.length - prefixes.length;
    const batch = tables.objectsAfter(bucket, prefix, after, wanted);
    if (batch.length === 0) return { objects, delimitedPrefixes: prefixes, cursor: null };
    for (const object of batch) {
      const folded = fold(object.key, prefix, delimiter);
      if (folded === undefined) objects.push(object);
      else prefixes.push(folded);
      after = folded === undefined ? object.key : folded + LAST;
      // The rest of the batch may lie in the same folder: ask again behind it.
      if (folded !== undefined) break;
    }
  }
  const hasMore = tables.objectsAfter(bucket, prefix, after, 1).length > 0;
  return { objects, delimitedPrefixes: prefixes, cursor: hasMore ? encodeCursor(after) : null };
}

function fold(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

function startOf({ cursor, startAfter = "" }: R2ListOptions): string {
  if (cursor === undefined) return startAfter;
  const key = decodeCursor(cursor);
  if (key === undefined) throw new R2Error("invalid-argument", { message: "Invalid cursor." });
  return Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0 ? key : startAfter;
}
