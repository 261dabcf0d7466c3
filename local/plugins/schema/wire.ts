import { isObject, type Plain, type PlainObject, unknown } from "../grpc/property-value.ts";
import { counterpart } from "./plan.ts";
import { type Properties, type Property, snakeCase } from "./property.ts";

/** How a vendor's API writes property names. */
export type Naming = (name: string) => string;

export const snakeNaming: Naming = snakeCase;
export const sameNaming: Naming = (name) => name;

/**
 * A request's body. Unknown values are left out; a value that the state has and the plan has not
 * becomes an explicit `null`, as the vendors' providers send it.
 *
 * @param prior the state now; absent for a new resource.
 */
export function toWire(
  properties: Properties,
  planned: PlainObject,
  prior: PlainObject | undefined,
  naming: Naming,
): PlainObject {
  const body: PlainObject = {};
  for (const [name, property] of Object.entries(properties)) {
    if (property.output === true || property.unsent === true) continue;
    const value = valueToWire(property, planned[name], prior?.[name], naming);
    if (value !== undefined) body[property.wire ?? naming(name)] = value;
  }
  return body;
}

function valueToWire(
  property: Property,
  planned: Plain | undefined,
  prior: Plain | undefined,
  naming: Naming,
): Plain | undefined {
  if (planned === unknown) return undefined;
  if (planned === undefined || planned === null) {
    return prior === undefined || prior === null ? undefined : null;
  }
  if (property.kind === "object" && isObject(planned)) {
    return toWire(property.properties, planned, isObject(prior) ? prior : undefined, naming);
  }
  if (property.kind === "list" && Array.isArray(planned)) {
    return planned.map((item) => valueToWire(property.element, item, undefined, naming) ?? null);
  }
  if (property.kind === "map" && isObject(planned)) {
    const items = Object.entries<Plain>(planned);
    return Object.fromEntries(
      items.map(([key, item]) => [
        key,
        valueToWire(property.element, item, undefined, naming) ?? null,
      ]),
    );
  }
  return planned;
}

/**
 * The state that an answer describes. Nulls are left out; properties that are never read keep
 * their value in `prior`, and lists that are matched by a name keep `prior`'s order.
 */
export function fromWire(
  properties: Properties,
  answer: unknown,
  prior: PlainObject | undefined,
  naming: Naming,
): PlainObject {
  const fields: Record<string, unknown> = isObject(answer) ? answer : {};
  const state: PlainObject = {};
  for (const [name, property] of Object.entries(properties)) {
    const before = prior?.[name];
    const value =
      property.unread === true
        ? before
        : valueFromWire(property, fields[property.wire ?? naming(name)], before, naming);
    if (value !== undefined && value !== null) state[name] = value;
  }
  return state;
}

function valueFromWire(
  property: Property,
  answer: unknown,
  prior: Plain | undefined,
  naming: Naming,
): Plain | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (property.kind === "object") {
    return fromWire(property.properties, answer, isObject(prior) ? prior : undefined, naming);
  }
  if (property.kind === "list" && Array.isArray(answer)) {
    return listFromWire(property, answer, Array.isArray(prior) ? prior : [], naming);
  }
  if (property.kind === "map" && isObject(answer)) {
    const before: PlainObject = isObject(prior) ? prior : {};
    return Object.fromEntries(
      Object.entries<unknown>(answer).map(([key, item]) => [
        key,
        valueFromWire(property.element, item, before[key], naming) ?? null,
      ]),
    );
  }
  return answer as Plain;
}

function listFromWire(
  property: Property & { kind: "list" },
  answer: readonly unknown[],
  prior: readonly Plain[],
  naming: Naming,
): Plain[] {
  const { element, matchBy } = property;
  const items = answer.map((item, index) => {
    const shape = valueFromWire(element, item, undefined, naming) ?? null;
    const before = counterpart(property, prior, shape, index);
    return valueFromWire(element, item, before, naming) ?? null;
  });
  if (matchBy === undefined || prior.length === 0) return items;
  const keyOf = (item: Plain) => (isObject(item) ? (item as PlainObject)[matchBy] : item);
  const position = (item: Plain) => {
    const index = prior.findIndex((each) => keyOf(each) === keyOf(item));
    return index < 0 ? prior.length : index;
  };
  return items.toSorted((a, b) => position(a) - position(b));
}

/** What an answer adds to a plan: only values that the plan does not know yet. */
export function complete(planned: PlainObject, answered: PlainObject): PlainObject {
  const state: PlainObject = {};
  for (const [name, value] of Object.entries(planned)) {
    const known = completeValue(value, answered[name]);
    if (known !== undefined) state[name] = known;
  }
  return state;
}

function completeValue(planned: Plain, answered: Plain | undefined): Plain | undefined {
  if (planned === unknown) return answered === unknown ? undefined : answered;
  if (isObject(planned)) return complete(planned, isObject(answered) ? answered : {});
  if (!Array.isArray(planned)) return planned;
  const items = Array.isArray(answered) ? answered : [];
  return planned.map((item, index) => completeValue(item, items[index]) ?? null);
}
