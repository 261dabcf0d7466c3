import { isDeepStrictEqual } from "node:util";

/**
 * The property paths at which two values differ, as deep as both are objects or lists of the same
 * length: `rules[0].targets`. A list that grew or shrank differs as a whole. An empty list and none
 * at all are the same: providers write either.
 */
export function differingPaths(one: unknown, other: unknown, path = ""): string[] {
  if (isDeepStrictEqual(one, other) || (isNothing(one) && isNothing(other))) return [];
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((item, index) => differingPaths(item, other[index], `${path}[${index}]`));
  }
  if (isRecord(one) && isRecord(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => differingPaths(one[key], other[key], join(path, key)));
  }
  return [path];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function join(path: string, key: string): string {
  const part = /^[A-Za-z_$][\w$]*$/.test(key) ? key : `["${key}"]`;
  return path === "" || part.startsWith("[") ? `${path}${part}` : `${path}.${part}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
