import { Ajv } from "ajv";
import type { Exchange } from "./recorder.ts";
import { readShared } from "./shared-data.ts";

interface Operation {
  pattern: RegExp;
  method: string;
  /** JSON pointers of the answers' schemas, by status. */
  schemas: ReadonlyMap<number, string>;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

export interface ApiDescription {
  /** Problems of an answer; undefined if the description has no schema for it. */
  check(exchange: Exchange): string[] | undefined;
}

export interface DescriptionOptions {
  /** Whether fields that the description does not name are allowed (it is older than the API). */
  isOpen?: boolean;
  /** Prefix of our paths that the description's paths lack. */
  base?: string;
  /** Corrects known mistakes of the document, as a reviver of its JSON. */
  repair?: (key: string, value: unknown) => unknown;
}

/** A published OpenAPI or Swagger document, as a check for answers. */
export function loadDescription(file: string, options: DescriptionOptions = {}): ApiDescription {
  const document = JSON.parse(readShared(`openapi/${file}`), options.repair) as JsonObject;
  const operations = operationsOf(document, options.base ?? "");
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false });
  ajv.addSchema(relaxed(document, options.isOpen ?? false) as JsonObject, "api");
  return {
    check({ method, path, status, body }) {
      const operation = operations.find(
        (each) => each.method === method && each.pattern.test(path),
      );
      const pointer = operation?.schemas.get(status);
      if (pointer === undefined) return undefined;
      const validate = ajv.getSchema(`api#${pointer}`);
      if (!validate) throw new Error(`No schema at ${pointer} of ${file}.`);
      if (validate(body)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath} ${message ?? ""}`,
      );
    },
  };
}

function operationsOf(document: JsonObject, base: string): Operation[] {
  return Object.entries(object(document.paths)).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, operation]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${base}${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
      schemas: schemasOf(`/paths/${encode(path)}/${method}/responses`, object(operation)),
    })),
  );
}

function schemasOf(base: string, operation: JsonObject): Map<number, string> {
  const schemas = new Map<number, string>();
  for (const [status, response] of Object.entries(object(operation.responses))) {
    const { content, schema, $ref } = object(response);
    const pointer = `${base}/${status}`;
    if (typeof $ref === "string") {
      schemas.set(Number(status), `${$ref.slice(1)}/content/application~1json/schema`);
    } else if (schema !== undefined) schemas.set(Number(status), `${pointer}/schema`);
    else if (object(object(content)["application/json"]).schema !== undefined) {
      schemas.set(Number(status), `${pointer}/content/application~1json/schema`);
    }
  }
  return schemas;
}

/** OpenAPI's `nullable` as JSON Schema has it; with `isOpen`, further fields are allowed. */
function relaxed(value: Json, isOpen: boolean): Json {
  if (Array.isArray(value)) return value.map((each) => relaxed(each, isOpen));
  if (typeof value !== "object" || value === null) return value;
  const { nullable, ...rest } = value;
  if (isOpen && rest.additionalProperties === false) delete rest.additionalProperties;
  const inner = Object.fromEntries(
    Object.entries(rest).map(([key, each]) => [key, relaxed(each, isOpen)]),
  );
  return nullable === true ? { anyOf: [inner, { type: "null" }] } : inner;
}

function object(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function encode(path: string): string {
  return path.replaceAll("~", "~0").replaceAll("/", "~1");
}
