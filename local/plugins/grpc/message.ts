import type { PropertyObject } from "./property-value.ts";
import { Reader } from "./protobuf-reader.ts";
import { Writer } from "./protobuf-writer.ts";
import { readStruct, writeStruct } from "./struct-codec.ts";

/** One field of a message: its number and how its value is read and written. */
interface Field<Value> {
  number: number;
  /** What the field is where a message does not have it. */
  absent: Value;
  read(reader: Reader, before: Value): Value;
  write(writer: Writer, number: number, value: Value): void;
}

type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** What a message's fields hold, by their names. */
export type Values<F> = { [Name in keyof F]: ValueOf<F[Name]> };
export type Fill<F> = { [Name in keyof F]?: ValueOf<F[Name]> };

export interface Codec<F> {
  decode(bytes: Buffer): Values<F>;
  encode(values: Fill<F>): Buffer;
  readFrom(reader: Reader): Values<F>;
  writeTo(writer: Writer, values: Fill<F>): void;
}

export const text = (number: number): Field<string> => ({
  number,
  absent: "",
  read: (reader) => reader.text(),
  write: (writer, field, value) => {
    if (value !== "") writer.text(field, value);
  },
});

export const flag = (number: number): Field<boolean> => ({
  number,
  absent: false,
  read: (reader) => reader.flag(),
  write: (writer, field, value) => {
    if (value) writer.varint(field, 1);
  },
});

export const choice = (number: number): Field<number> => ({
  number,
  absent: 0,
  read: (reader) => reader.varint(),
  write: (writer, field, value) => {
    if (value !== 0) writer.varint(field, value);
  },
});

export const bytes = (number: number): Field<Uint8Array> => ({
  number,
  absent: new Uint8Array(),
  read: (reader) => reader.bytes(),
  write: () => {
    throw new Error("Byte fields are only read.");
  },
});

export const texts = (number: number): Field<readonly string[]> => ({
  number,
  absent: [],
  read: (reader, before) => [...before, reader.text()],
  write: (writer, field, values) => {
    for (const value of values) writer.text(field, value);
  },
});

/** A `google.protobuf.Struct` of property values. */
export const properties = (number: number): Field<PropertyObject | undefined> => ({
  number,
  absent: undefined,
  read: (reader) => readStruct(reader.message()),
  write: (writer, field, value) => {
    if (value !== undefined) writer.message(field, () => writeStruct(writer, value));
  },
});

export const optional = <F>(number: number, codec: Codec<F>): Field<Fill<F> | undefined> => ({
  number,
  absent: undefined,
  read: (reader) => codec.readFrom(reader.message()),
  write: (writer, field, value) => {
    if (value !== undefined) writer.message(field, () => codec.writeTo(writer, value));
  },
});

export const repeated = <F>(number: number, codec: Codec<F>): Field<readonly Fill<F>[]> => ({
  number,
  absent: [],
  read: (reader, before) => [...before, codec.readFrom(reader.message())],
  write: (writer, field, values) => {
    for (const value of values) writer.message(field, () => codec.writeTo(writer, value));
  },
});

/** A message by the numbers that its fields have in the `.proto` file. */
export function message<F extends { [Name in keyof F]: Field<ValueOf<F[Name]>> }>(
  fields: F,
): Codec<F> {
  const entries = Object.entries(fields) as unknown as [keyof F, Field<unknown>][];
  const byNumber = new Map(entries.map(([name, field]) => [field.number, { name, field }]));
  const absent = Object.fromEntries(entries.map(([name, field]) => [name, field.absent]));
  const codec: Codec<F> = {
    decode: (bytes) => codec.readFrom(new Reader(bytes)),
    encode(values) {
      const writer = new Writer();
      codec.writeTo(writer, values);
      return writer.finish();
    },
    readFrom(reader) {
      const values = { ...absent } as Record<keyof F, unknown>;
      for (let number = reader.nextField(); number !== 0; number = reader.nextField()) {
        const known = byNumber.get(number);
        if (known === undefined) reader.skip();
        else values[known.name] = known.field.read(reader, values[known.name]);
      }
      return values as Values<F>;
    },
    writeTo(writer, values) {
      for (const [name, field] of entries) {
        const value = values[name];
        if (value !== undefined) field.write(writer, field.number, value);
      }
    },
  };
  return codec;
}
