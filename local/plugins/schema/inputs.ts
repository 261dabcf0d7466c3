import { isObject, type Plain, type PlainObject } from "../grpc/property-value.ts";
import { isSame } from "./changes.ts";
import { counterpart } from "./plan.ts";
import type { Properties, Property } from "./property.ts";

/**
 * The inputs that a program would have to give for a state that was just read. With `former`
 * inputs only what they name is taken, so a refresh never adds what a program does not say;
 * without (an import) everything that differs from a default is.
 */
export function inputsOf(
  properties: Properties,
  state: PlainObject,
  former: PlainObject | undefined,
): PlainObject {
  const inputs: PlainObject = {};
  for (const [name, property] of Object.entries(properties)) {
    if (property.output === true) continue;
    const value =
      former === undefined
        ? imported(property, state[name])
        : refreshed(property, state[name], former[name]);
    if (value !== undefined) inputs[name] = value;
  }
  return inputs;
}

function imported(property: Property, value: Plain | undefined): Plain | undefined {
  if (value === undefined || value === null) return undefined;
  if (property.required !== true && isImplied(property, value)) return undefined;
  if (property.kind === "object" && isObject(value)) {
    return inputsOf(property.properties, value, undefined);
  }
  if (property.kind === "list" && Array.isArray(value)) {
    return value.map((item) => imported({ ...property.element, required: true }, item) ?? null);
  }
  return value;
}

function isImplied(property: Property, value: Plain): boolean {
  if (property.default !== undefined && isSame(property.default, value)) return true;
  return Array.isArray(value) ? value.length === 0 : value === "";
}

function refreshed(
  property: Property,
  value: Plain | undefined,
  former: Plain | undefined,
): Plain | undefined {
  if (former === undefined || former === null) return undefined;
  if (property.unread === true) return former;
  if (value === undefined || value === null) return undefined;
  if (property.same?.(value, former) === true) return former;
  if (property.kind === "object" && isObject(value) && isObject(former)) {
    return inputsOf(property.properties, value, former);
  }
  if (property.kind === "list" && Array.isArray(value) && Array.isArray(former)) {
    return value.map((item, index) => {
      const before = counterpart(property, former, item, index);
      const taken =
        before === undefined
          ? imported({ ...property.element, required: true }, item)
          : refreshed(property.element, item, before);
      return taken ?? null;
    });
  }
  return value;
}
