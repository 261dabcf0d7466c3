import {
  isObject,
  type PropertyObject,
  type PropertyValue,
  Secret,
  unknown,
} from "./property-value.ts";
import type { Reader } from "./protobuf-reader.ts";
import type { Writer } from "./protobuf-writer.ts";

/**
 * The engine's encoding of values that protobuf's Struct has no form for.
 * @see pulumi/pulumi sdk/go/common/resource/sig/sig.go and sdk/go/common/resource/plugin/rpc.go
 */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_LENGTH = UNKNOWN_STRING.length;
const UNKNOWNS = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Field numbers of google/protobuf/struct.proto. */
const FIELDS = 1;
const KEY = 1;
const VALUE = 2;
const ITEMS = 1;
const Kind = { null: 1, number: 2, text: 3, flag: 4, struct: 5, list: 6 } as const;

/** Reads a `google.protobuf.Struct`. */
export function readStruct(reader: Reader): PropertyObject {
  const object: PropertyObject = {};
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === FIELDS) readEntry(reader.message(), object);
    else reader.skip();
  }
  return object;
}

function readEntry(reader: Reader, object: PropertyObject): void {
  let key = "";
  let value: PropertyValue = null;
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === KEY) key = reader.text();
    else if (field === VALUE) value = readValue(reader.message());
    else reader.skip();
  }
  object[key] = value;
}

function readValue(reader: Reader): PropertyValue {
  let value: PropertyValue = null;
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === Kind.text) value = knownText(reader.text());
    else if (field === Kind.number) value = reader.double();
    else if (field === Kind.flag) value = reader.flag();
    else if (field === Kind.struct) value = special(readStruct(reader.message()));
    else if (field === Kind.list) value = readList(reader.message());
    else reader.skip();
  }
  return value;
}

function readList(reader: Reader): PropertyValue[] {
  const items: PropertyValue[] = [];
  for (let field = reader.nextField(); field !== 0; field = reader.nextField()) {
    if (field === ITEMS) items.push(readValue(reader.message()));
    else reader.skip();
  }
  return items;
}

function knownText(text: string): string | typeof unknown {
  return text.length === UNKNOWN_LENGTH && UNKNOWNS.has(text) ? unknown : text;
}

/** The value that an object with a signature stands for. */
function special(object: PropertyObject): PropertyValue {
  const { [SIGNATURE_KEY]: signature, value, secret, id, urn } = object;
  switch (signature) {
    case SECRET_SIGNATURE:
      return new Secret(value ?? null);
    case OUTPUT_SIGNATURE:
      return secret === true ? new Secret(value ?? unknown) : (value ?? unknown);
    case RESOURCE_SIGNATURE:
      return id ?? urn ?? null;
    default:
      return object;
  }
}

/** Writes the fields of a `google.protobuf.Struct`; properties that are undefined are left out. */
export function writeStruct(writer: Writer, object: PropertyObject): void {
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    writer.message(FIELDS, () => {
      writer.text(KEY, key);
      writer.message(VALUE, () => writeValue(writer, value));
    });
  }
}

function writeValue(writer: Writer, value: PropertyValue): void {
  if (typeof value === "string") writer.text(Kind.text, value);
  else if (typeof value === "number") writer.double(Kind.number, value);
  else if (typeof value === "boolean") writer.varint(Kind.flag, value ? 1 : 0);
  else if (value === unknown) writer.text(Kind.text, UNKNOWN_STRING);
  else if (Array.isArray(value)) writer.message(Kind.list, () => writeItems(writer, value));
  else if (value instanceof Secret) {
    const secret: PropertyObject = { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: value.value };
    writer.message(Kind.struct, () => writeStruct(writer, secret));
  } else if (isObject(value)) writer.message(Kind.struct, () => writeStruct(writer, value));
  else writer.varint(Kind.null, 0);
}

function writeItems(writer: Writer, items: readonly PropertyValue[]): void {
  for (const item of items) writer.message(ITEMS, () => writeValue(writer, item));
}
