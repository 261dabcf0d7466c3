import { isObject, type Plain, type PlainObject, unknown } from "../grpc/property-value.ts";
import { counterpart } from "./plan.ts";
import type { Properties, Property } from "./property.ts";

/** One difference between a resource's state and what is planned. */
export interface Change {
  /** `bindings[2].text` */
  path: string;
  kind: "add" | "delete" | "update";
  /** Only a new resource can have it. */
  replaces: boolean;
}

/**
 * How a vendor's provider compares: providers on the older SDK cannot tell a zero value
 * (`""`, `0`, `false`, `[]`) from an absent one, those on the newer one can.
 */
export interface Dialect {
  zeroIsAbsent: boolean;
}

/** The differences in what a program can give; values that only the vendor sets are left out. */
export function changesOf(
  properties: Properties,
  state: PlainObject,
  planned: PlainObject,
  dialect: Dialect,
): Change[] {
  return compareObject(properties, state, planned, { path: "", replaces: false, dialect });
}

interface Place {
  path: string;
  replaces: boolean;
  dialect: Dialect;
}

function compareObject(
  properties: Properties,
  old: PlainObject,
  next: PlainObject,
  place: Place,
): Change[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    if (property.output === true) return [];
    const path = place.path === "" ? name : `${place.path}.${name}`;
    return compare(property, old[name], next[name], { ...place, path });
  });
}

function compare(
  property: Property,
  old: Plain | undefined,
  next: Plain | undefined,
  outer: Place,
): Change[] {
  const place = { ...outer, replaces: outer.replaces || property.replaces === true };
  const { path, replaces } = place;
  if (isSameBy(property, old, next)) return [];
  if (isAbsent(old, place.dialect) && isAbsent(next, place.dialect)) return [];
  if (old === undefined || old === null) {
    return property.trusted === true ? [] : [{ path, kind: "add", replaces }];
  }
  if (next === undefined || next === null) return [{ path, kind: "delete", replaces }];
  if (old === unknown || next === unknown) {
    return old === next ? [] : [{ path, kind: "update", replaces }];
  }
  return compareInside(property, old, next, place);
}

function isSameBy(property: Property, old: Plain | undefined, next: Plain | undefined): boolean {
  return old !== undefined && next !== undefined && property.same?.(old, next) === true;
}

function compareInside(property: Property, old: Plain, next: Plain, place: Place): Change[] {
  if (property.kind === "object" && isObject(old) && isObject(next)) {
    return compareObject(property.properties, old, next, place);
  }
  if (property.kind === "list" && Array.isArray(old) && Array.isArray(next)) {
    return property.unordered === true
      ? compareSets(property, old, next, place)
      : compareLists(property, old, next, place);
  }
  if (property.kind === "map" && isObject(old) && isObject(next)) {
    const olds: PlainObject = old;
    const nexts: PlainObject = next;
    return [...new Set([...Object.keys(olds), ...Object.keys(nexts)])].flatMap((key) =>
      compare(property.element, olds[key], nexts[key], { ...place, path: `${place.path}.${key}` }),
    );
  }
  if (isSame(old, next)) return [];
  return [{ path: place.path, kind: "update", replaces: place.replaces }];
}

function compareLists(
  property: Property & { kind: "list" },
  old: readonly Plain[],
  next: readonly Plain[],
  place: Place,
): Change[] {
  const kept = new Set<Plain>();
  const changes = next.flatMap((item, index) => {
    const match = counterpart(property, old, item, index);
    if (match !== undefined) kept.add(match);
    return compare(property.element, match, item, at(place, index));
  });
  const removed = old.flatMap((item, index) =>
    (property.matchBy === undefined ? index < next.length : kept.has(item))
      ? []
      : [{ path: at(place, index).path, kind: "delete" as const, replaces: place.replaces }],
  );
  return [...changes, ...removed];
}

function compareSets(
  property: Property & { kind: "list" },
  old: readonly Plain[],
  next: readonly Plain[],
  place: Place,
): Change[] {
  const isEqual = (a: Plain, b: Plain) =>
    compare(property.element, a, b, { ...place, path: "" }).length === 0;
  const rest = [...old];
  const added = next.flatMap((item, index): Change[] => {
    const found = rest.findIndex((each) => isEqual(each, item));
    if (found < 0) return [{ path: at(place, index).path, kind: "add", replaces: place.replaces }];
    rest.splice(found, 1);
    return [];
  });
  const removed = rest.map(
    (item): Change => ({
      path: at(place, old.indexOf(item)).path,
      kind: "delete",
      replaces: place.replaces,
    }),
  );
  return [...added, ...removed];
}

function at(place: Place, index: number): Place {
  return { ...place, path: `${place.path}[${index}]` };
}

function isAbsent(value: Plain | undefined, dialect: Dialect): boolean {
  if (value === undefined || value === null) return true;
  if (!dialect.zeroIsAbsent) return false;
  return (
    value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0)
  );
}

/** Deep equality of plain values, the order of keys aside. */
export function isSame(a: Plain | undefined, b: Plain | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return (a ?? null) === (b ?? null);
  const [left, right]: [PlainObject, PlainObject] = [a, b];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) =>
    isSame(left[key], right[key]),
  );
}
