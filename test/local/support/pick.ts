/** The value at a path inside parsed JSON: `pick(body, "incidents.0.id")`. */
export function pick<T = string>(json: unknown, path: string): T {
  return path.split(".").reduce<unknown>((parent, key) => {
    if (typeof parent !== "object" || parent === null || !(key in parent)) {
      throw new Error(`There is no "${path}" in ${JSON.stringify(json)}.`);
    }
    return Reflect.get(parent, key);
  }, json) as T;
}

/** One field of every object in the list at a path. */
export function pluck(json: unknown, path: string, field: string): unknown[] {
  return pick<unknown[]>(json, path).map((each) => pick<unknown>(each, field));
}
