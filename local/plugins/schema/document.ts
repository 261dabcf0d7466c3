import type { ProviderPackage } from "../resource.ts";
import type { Properties, Property } from "./property.ts";

/**
 * The provider's Pulumi package schema as far as the engine needs one, for code generation after
 * an import for example. Nested objects are given as plain objects: the vendors' SDKs have the types.
 */
export function schemaDocument<Client>(vendor: ProviderPackage<Client>): object {
  return {
    name: vendor.name,
    version: vendor.version,
    config: { variables: specs(vendor.config) },
    provider: { inputProperties: specs(vendor.config) },
    resources: Object.fromEntries(
      vendor.resources.map(({ token, properties }) => [
        token,
        {
          properties: specs(properties),
          inputProperties: specs(inputsOnly(properties)),
          requiredInputs: requiredOf(properties),
        },
      ]),
    ),
    functions: Object.fromEntries(
      vendor.functions.map(({ token, inputs, outputs }) => [
        token,
        {
          inputs: { properties: specs(inputs), required: requiredOf(inputs) },
          outputs: { properties: specs(outputs) },
        },
      ]),
    ),
  };
}

function inputsOnly(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, each]) => each.output !== true));
}

function requiredOf(properties: Properties): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.required === true);
}

function specs(properties: Properties): Record<string, object> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      { ...typeOf(property), ...(property.secret === true ? { secret: true } : {}) },
    ]),
  );
}

function typeOf(property: Property): object {
  switch (property.kind) {
    case "text":
      return { type: "string" };
    case "flag":
      return { type: "boolean" };
    case "number":
    case "integer":
      return { type: property.kind };
    case "list":
      return { type: "array", items: typeOf(property.element) };
    case "map":
      return { type: "object", additionalProperties: typeOf(property.element) };
    default:
      return { $ref: "pulumi.json#/Any" };
  }
}
