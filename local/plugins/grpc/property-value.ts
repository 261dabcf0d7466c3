/** Stands for a value that only a real update will bring. */
export const unknown: unique symbol = Symbol("unknown");

/** A property value without secrets marks. */
export type Plain = null | boolean | number | string | typeof unknown | Plain[] | PlainObject;
export interface PlainObject {
  [key: string]: Plain;
}

/** Marks a value that Pulumi has to encrypt in state and hide in output. */
export class Secret {
  readonly value: PropertyValue;

  constructor(value: PropertyValue) {
    this.value = value;
  }
}

/** A property value as the engine sends and takes it. */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | typeof unknown
  | Secret
  | PropertyValue[]
  | PropertyObject;
export interface PropertyObject {
  [key: string]: PropertyValue;
}

export function isObject(value: unknown): value is Record<string, never> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret)
  );
}

/** The value without its secret marks. */
export function revealObject(object: PropertyObject): PlainObject {
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, reveal(item)]));
}

function reveal(value: PropertyValue): Plain {
  if (value instanceof Secret) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  return isObject(value) ? revealObject(value) : (value as Plain);
}
