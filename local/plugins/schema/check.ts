import { isObject, type Plain, type PlainObject, unknown } from "../grpc/property-value.ts";
import type { Properties, Property } from "./property.ts";

/** One thing that is wrong with a resource's inputs. */
export interface Problem {
  /** `versions[1].percentage` */
  path: string;
  reason: string;
}

/** Every problem of the inputs: unknown, missing, of a wrong type or against a rule. */
export function checkInputs(properties: Properties, inputs: PlainObject): Problem[] {
  return checkObject(properties, inputs, "");
}

function checkObject(properties: Properties, inputs: PlainObject, prefix: string): Problem[] {
  const unexpected = Object.keys(inputs)
    .filter((name) => !isInput(properties[name]) && !name.startsWith("__"))
    .map((name) => ({ path: `${prefix}${name}`, reason: unexpectedReason(properties, name) }));
  const wrong = Object.entries(properties).flatMap(([name, property]) =>
    isInput(property) ? checkValue(property, inputs[name], `${prefix}${name}`) : [],
  );
  return [...unexpected, ...wrong];
}

function isInput(property: Property | undefined): property is Property {
  return property !== undefined && property.output !== true;
}

function unexpectedReason(properties: Properties, name: string): string {
  if (properties[name] !== undefined) {
    return `Invalid Configuration for Read-Only Attribute. "${name}" is set by the vendor and cannot be given.`;
  }
  const known = Object.keys(properties).filter((each) => isInput(properties[each]));
  return `Unsupported argument. An argument named "${name}" is not expected here; it may be one of: ${known.join(", ")}.`;
}

function checkValue(property: Property, value: Plain | undefined, path: string): Problem[] {
  if (value === undefined || value === null) {
    if (property.required !== true) return [];
    const name = path.slice(path.lastIndexOf(".") + 1);
    const reason = `Missing required argument. The argument "${name}" is required, but no definition was found.`;
    return [{ path, reason }];
  }
  if (value === unknown) return [];
  const mismatch = typeProblem(property, value);
  if (mismatch !== undefined) {
    const reason = `Incorrect attribute value type. Inappropriate value for attribute "${path}": ${mismatch}.`;
    return [{ path, reason }];
  }
  const broken = property.check?.(value, path);
  return [
    ...(broken === undefined ? [] : [{ path, reason: broken }]),
    ...inside(property, value, path),
  ];
}

function inside(property: Property, value: Plain, path: string): Problem[] {
  switch (property.kind) {
    case "object":
      return checkObject(property.properties, value as PlainObject, `${path}.`);
    case "list":
      return (value as Plain[]).flatMap((item, index) =>
        checkValue(property.element, item, `${path}[${index}]`),
      );
    case "map":
      return Object.entries(value as PlainObject).flatMap(([key, item]) =>
        checkValue(property.element, item, `${path}.${key}`),
      );
    default:
      return [];
  }
}

const expected = {
  text: "a string",
  number: "a number",
  integer: "a whole number",
  flag: "a bool",
  list: "a list",
  map: "an object",
  object: "an object",
} as const;

function typeProblem(property: Property, value: Plain): string | undefined {
  if (property.kind === "any" || hasKind(property.kind, value)) return undefined;
  return `${expected[property.kind]} is required, got ${typeName(value)}`;
}

function hasKind(kind: keyof typeof expected, value: Plain): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "integer":
      return Number.isSafeInteger(value);
    case "flag":
      return typeof value === "boolean";
    case "list":
      return Array.isArray(value);
    default:
      return isObject(value);
  }
}

function typeName(value: Plain): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `${typeof value}`;
}
