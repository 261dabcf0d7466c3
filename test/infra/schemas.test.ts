import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordProgram } from "./program.ts";

// Proves that every resource and look-up of the program has inputs that its provider's schema
// knows, all required ones among them. Runs where the providers' schemas are.

interface Property {
  readonly type?: string | readonly string[];
  readonly required?: boolean;
}

interface Schema {
  readonly resources: Record<string, { readonly inputs: Record<string, Property> }>;
  readonly functions: Record<string, { readonly inputs?: Record<string, Property> }>;
  readonly types: Record<string, Record<string, Property>>;
}

const shared = process.env.SLIPWAY_SHARED ?? join(import.meta.dirname, "../../../shared");
const folder = join(shared, "schemas");
const environments = ["staging", "production"] as const;

test.skipIf(!existsSync(folder)).each(environments)(
  "%s has only inputs that the providers' schemas have",
  async (environment) => {
    const { registrations, calls } = await recordProgram(environment);
    const wanted = [
      ...registrations.map(({ type, name, inputs }) => ({ token: type, name, inputs })),
      ...calls.map(({ token, inputs }) => ({ token, name: token, inputs })),
    ];
    const checked = wanted.filter(({ token }) =>
      /^(cloudflare|github|pagerduty|slack):/.test(token),
    );
    expect(checked.length).toBeGreaterThan(30);
    expect(checked.flatMap(({ token, name, inputs }) => problems(token, name, inputs))).toEqual([]);
  },
);

function problems(token: string, name: string, inputs: unknown): string[] {
  const schema = load(token.split(":")[0] ?? "");
  const properties = schema.resources[token]?.inputs ?? schema.functions[token]?.inputs;
  if (properties === undefined) return [`${token} is not in the schema`];
  return objectProblems(schema, properties, inputs, name);
}

function objectProblems(
  schema: Schema,
  properties: Record<string, Property>,
  value: unknown,
  path: string,
): string[] {
  if (typeof value !== "object" || value === null) return [`${path} is no object`];
  const given = value as Record<string, unknown>;
  const missing = Object.keys(properties).filter(
    (key) => properties[key]?.required && !(key in given),
  );
  const unknown = Object.keys(given).filter((key) => !(key in properties));
  return [
    ...missing.map((key) => `${path}.${key} is missing`),
    ...unknown.map((key) => `${path}.${key} is unknown`),
    ...Object.entries(given).flatMap(([key, item]) =>
      valueProblems(schema, properties[key]?.type ?? "", item, `${path}.${key}`),
    ),
  ];
}

function valueProblems(
  schema: Schema,
  type: string | readonly string[],
  value: unknown,
  path: string,
): string[] {
  if (typeof value === "object" && value !== null && "secret" in value) {
    return valueProblems(schema, type, value.secret, path);
  }
  if (typeof type !== "string") {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) =>
      valueProblems(schema, type[0] ?? "", item, `${path}[${index}]`),
    );
  }
  const properties = schema.types[type.replace("ref:", "")];
  if (properties !== undefined) return objectProblems(schema, properties, value, path);
  const plain = type === "integer" ? "number" : type;
  if (!["string", "number", "boolean"].includes(plain) || typeof value === plain) return [];
  return [`${path} is a ${typeof value}, not a ${type}`];
}

const loaded = new Map<string, Schema>();

function load(vendor: string): Schema {
  const schema =
    loaded.get(vendor) ?? JSON.parse(readFileSync(join(folder, `${vendor}.json`), "utf8"));
  loaded.set(vendor, schema);
  return schema;
}
