import { z } from "zod";
import { isSecretKey } from "./config-keys.ts";
import { settingsShape } from "./config-schema.ts";

/** A single value of a stack's configuration, a group's member included. */
export interface ConfigEntry {
  /** `["onCall", "urgency"]` */
  readonly path: readonly string[];
  readonly type: "text" | "number" | "true or false" | "list";
  /** What it must be, with unit and range. */
  readonly rule: string;
  readonly description: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** What it is where it is not set; undefined where it must be, or is then nothing. */
  readonly default?: unknown;
}

const types: Readonly<Record<string, ConfigEntry["type"]>> = {
  number: "number",
  boolean: "true or false",
  array: "list",
};

/** Every value that a stack's configuration has, in the order of the schema. */
export const configEntries: readonly ConfigEntry[] = entriesOf(settingsShape, []);

function entriesOf(shape: z.core.$ZodShape, parents: readonly string[]): ConfigEntry[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const path = [...parents, key];
    if (schema instanceof z.ZodObject) return entriesOf(schema.shape, path);
    return [entryOf(schema, path)];
  });
}

function entryOf(schema: z.core.$ZodType, path: readonly string[]): ConfigEntry {
  const inner = unwrap(schema);
  const { rule = "", description = "" } = { ...metaOf(inner), ...metaOf(schema) };
  return {
    path,
    type: types[inner._zod.def.type] ?? "text",
    rule,
    description,
    isSecret: isSecretKey(path[0]),
    isRequired: inner === schema,
    ...(schema instanceof z.ZodDefault ? { default: schema.def.defaultValue } : {}),
  };
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional;
  return isWrapped ? unwrap(schema.def.innerType) : schema;
}

interface Meta {
  readonly rule?: string;
  readonly description?: string | undefined;
}

function metaOf(schema: z.core.$ZodType): Meta {
  return z.globalRegistry.get(schema) ?? {};
}
