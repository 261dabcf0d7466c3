/**
 * Proves that our definitions name the same inputs, required inputs, types and outputs as the
 * vendors' own Pulumi schemas. It does not prove how the values are used.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { cloudflare } from "../../../local/plugins/cloudflare/package.ts";
import { github } from "../../../local/plugins/github/package.ts";
import { pagerduty } from "../../../local/plugins/pagerduty/package.ts";
import type { Properties, Property } from "../../../local/plugins/schema/property.ts";
import { slack } from "../../../local/plugins/slack/package.ts";

interface Field {
  required?: boolean;
  secret?: boolean;
  type: unknown;
}
type Fields = Record<string, Field>;

interface Schema {
  config: Fields;
  resources: Record<string, { inputs: Fields; outputs: Fields }>;
  functions: Record<string, { inputs: Fields; outputs: Fields }>;
  types: Record<string, Fields>;
}

const shared = process.env.SLIPWAY_SHARED ?? resolve(import.meta.dirname, "../../../../shared");
const isThere = existsSync(`${shared}/schemas`);
const providers = [cloudflare, github, pagerduty, slack];
const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(`${shared}/schemas/${name}.json`, "utf8"));

/** Functions that we have beyond the recorded schemas. */
const EXTRA_FUNCTIONS = new Set(["pagerduty:index/getTeam:getTeam"]);

const rows = isThere
  ? providers.flatMap((provider) => {
      const schema = schemaOf(provider.name);
      return provider.resources.map(({ token, properties }) => ({ token, properties, schema }));
    })
  : [];
const functionRows = isThere
  ? providers.flatMap((provider) => {
      const schema = schemaOf(provider.name);
      return provider.functions
        .filter(({ token }) => !EXTRA_FUNCTIONS.has(token))
        .map((definition) => ({ token: definition.token, definition, schema }));
    })
  : [];

describe.skipIf(!isThere)(`with the vendors' schemas in ${shared}`, () => {
  test.each(rows)("$token has the vendor's inputs", ({ token, properties, schema }) => {
    const inputs = schema.resources[token]?.inputs ?? {};
    expect(describeInputs(properties)).toEqual(describeFields(inputs, schema));
  });

  test.each(rows)("$token has the vendor's outputs", ({ token, properties, schema }) => {
    const outputs = Object.keys(schema.resources[token]?.outputs ?? {});
    expect(Object.keys(properties).toSorted()).toEqual(outputs.toSorted());
  });

  test.each(functionRows)(
    "$token takes and gives the vendor's fields",
    ({ definition, schema }) => {
      const { inputs = {}, outputs = {} } = schema.functions[definition.token] ?? {};
      expect(Object.keys(definition.inputs).toSorted()).toEqual(Object.keys(inputs).toSorted());
      const given = [...Object.keys(definition.inputs), ...Object.keys(definition.outputs)];
      expect(new Set(given)).toEqual(new Set([...Object.keys(inputs), ...Object.keys(outputs)]));
    },
  );

  test.each(providers)("$name takes the vendor's configuration", ({ name, config }) => {
    expect(Object.keys(config).toSorted()).toEqual(Object.keys(schemaOf(name).config).toSorted());
  });
});

type Description = Record<string, unknown>;

function describeInputs(properties: Properties): Description {
  const inputs = Object.entries(properties).filter(([, property]) => property.output !== true);
  return Object.fromEntries(
    inputs.map(([name, property]) => [
      property.required === true ? `${name}!` : name,
      describeProperty(property),
    ]),
  );
}

function describeProperty(property: Property): unknown {
  switch (property.kind) {
    case "list":
      return [describeProperty(property.element)];
    case "map":
      return { "*": describeProperty(property.element) };
    case "object":
      return describeInputs(property.properties);
    default:
      return { text: "string", flag: "boolean", number: "number", integer: "integer", any: "any" }[
        property.kind
      ];
  }
}

function describeFields(fields: Fields, schema: Schema): Description {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { required, type }]) => [
      required === true ? `${name}!` : name,
      describeType(type, schema),
    ]),
  );
}

function describeType(type: unknown, schema: Schema): unknown {
  if (Array.isArray(type)) return [describeType(type[0], schema)];
  if (typeof type === "object" && type !== null) {
    const [inner] = Object.values(type);
    return { "*": describeType(inner, schema) };
  }
  const name = String(type);
  if (name === "ref:pulumi.json#/Any") return "any";
  return name.startsWith("ref:") ? describeFields(schema.types[name.slice(4)] ?? {}, schema) : name;
}
