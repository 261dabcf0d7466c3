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

/**
 * The engine's encoding of values that protobuf's Struct has no form for.
 * @see pulumi/pulumi sdk/go/common/resource/{properties.go,sig/sig.go} and plugin/rpc.go
 */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWNS = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isObject(value: unknown): value is Record<string, never> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param wire the JavaScript form of a protobuf Struct. */
export function decodeObject(wire: Record<string, unknown>): PropertyObject {
  return Object.fromEntries(Object.entries(wire).map(([key, item]) => [key, decode(item)]));
}

function decode(wire: unknown): PropertyValue {
  if (typeof wire === "string") return UNKNOWNS.has(wire) ? unknown : wire;
  if (Array.isArray(wire)) return wire.map(decode);
  if (!isObject(wire)) return wire as boolean | number | null;
  const { [SIGNATURE_KEY]: signature, value, secret, id, urn } = wire as Record<string, unknown>;
  switch (signature) {
    case SECRET_SIGNATURE:
      return new Secret(decode(value));
    case OUTPUT_SIGNATURE: {
      const inner = value === undefined ? unknown : decode(value);
      return secret === true ? new Secret(inner) : inner;
    }
    case RESOURCE_SIGNATURE:
      return decode(id ?? urn);
    default:
      return decodeObject(wire);
  }
}

/** The form that a protobuf Struct is made from. */
export function encodeObject(object: PropertyObject): Record<string, never> {
  const entries = Object.entries(object).flatMap(([key, item]) =>
    item === undefined ? [] : [[key, encode(item)] as const],
  );
  return Object.fromEntries(entries) as Record<string, never>;
}

function encode(value: PropertyValue): unknown {
  if (value === unknown) return UNKNOWN_STRING;
  if (value instanceof Secret) {
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: encode(value.value) };
  }
  if (Array.isArray(value)) return value.map(encode);
  return isObject(value) ? encodeObject(value) : value;
}

/** The value without its secret marks. */
export function revealObject(object: PropertyObject): PlainObject {
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, reveal(item)]));
}

export function reveal(value: PropertyValue): Plain {
  if (value instanceof Secret) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  return isObject(value) ? revealObject(value) : (value as Plain);
}

export function hasUnknown(value: Plain | undefined): boolean {
  if (value === unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isObject(value) && Object.values<Plain>(value).some(hasUnknown);
}
