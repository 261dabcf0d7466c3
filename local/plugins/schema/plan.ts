import { isObject, type Plain, type PlainObject, unknown } from "../grpc/property-value.ts";
import type { Properties, Property } from "./property.ts";

/**
 * The state that an operation aims at: what the program gives, else the default, else what the
 * vendor has set before. What only the vendor can tell is `unknown`.
 *
 * @param prior the state now; absent for a new resource.
 */
export function planObject(
  properties: Properties,
  inputs: PlainObject,
  prior: PlainObject | undefined,
): PlainObject {
  const planned: PlainObject = {};
  for (const [name, property] of Object.entries(properties)) {
    const value = planValue(property, inputs[name], prior, prior?.[name]);
    if (value !== undefined) planned[name] = value;
  }
  return planned;
}

function planValue(
  property: Property,
  given: Plain | undefined,
  owner: PlainObject | undefined,
  prior: Plain | undefined,
): Plain | undefined {
  const isGiven = property.output !== true && given !== undefined && given !== null;
  if (isGiven) return fill(property, given, prior);
  if (property.default !== undefined) return fill(property, property.default, prior);
  const isVendors = property.output === true || property.kept === true;
  if (!isVendors) return undefined;
  return owner === undefined ? unknown : prior;
}

function fill(property: Property, given: Plain, prior: Plain | undefined): Plain {
  if (property.kind === "object" && isObject(given)) {
    return planObject(property.properties, given, isObject(prior) ? prior : undefined);
  }
  if (property.kind === "list" && Array.isArray(given)) {
    const olds = Array.isArray(prior) ? prior : [];
    return given.map((item, index) =>
      fill(property.element, item, counterpart(property, olds, item, index)),
    );
  }
  if (property.kind === "map" && isObject(given)) {
    const olds: PlainObject = isObject(prior) ? prior : {};
    const items = Object.entries<Plain>(given);
    return Object.fromEntries(
      items.map(([key, item]) => [key, fill(property.element, item, olds[key])]),
    );
  }
  return given;
}

/** The element of `candidates` that belongs to `item` at `index` of the other list. */
export function counterpart(
  property: Property & { kind: "list" },
  candidates: readonly Plain[],
  item: Plain,
  index: number,
): Plain | undefined {
  const key = property.matchBy;
  if (key === undefined || !isObject(item)) return candidates[index];
  const wanted = (item as PlainObject)[key];
  return candidates.find((each) => isObject(each) && (each as PlainObject)[key] === wanted);
}
