/**
 * The value at a Pulumi property path: `versions[0].versionId`, `tags["a.b"]`; undefined where
 * there is none.
 * @see https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/
 */
export function valueAt(properties: unknown, path: string): unknown {
  let value = properties;
  for (const key of parsePath(path)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** The keys of a path, list positions as numbers. */
export function parsePath(path: string): (string | number)[] {
  const pattern = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g;
  return [...path.matchAll(pattern)].map(([, position, quoted, plain]) => {
    if (position !== undefined) return Number(position);
    return quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
  });
}
