import type { Context } from "hono";
import { SlackError } from "../errors.ts";

/**
 * Arguments of a method call. Slack takes them from the query, from a form, or from JSON; lists may
 * be comma-separated and structures JSON in a string.
 * @see https://docs.slack.dev/apis/web-api/#methods_supporting_json
 */
export class Parameters {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return value === undefined || value === null ? undefined : String(value);
  }

  /** @throws SlackError invalid_arguments if it is missing. */
  required(name: string): string {
    const text = this.text(name);
    if (text === undefined || text === "") {
      throw new SlackError("invalid_arguments", `missing required field: ${name}`);
    }
    return text;
  }

  flag(name: string): boolean {
    return ["true", "1"].includes(this.text(name) ?? "");
  }

  /** A positive whole number, or the fallback. */
  count(name: string, fallback: number): number {
    const value = Number(this.text(name));
    return Number.isInteger(value) && value > 0 ? value : fallback;
  }

  list(name: string): string[] {
    const value = this.#values[name];
    if (Array.isArray(value)) return value.map(String);
    return (this.text(name) ?? "")
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }

  /** @throws SlackError `code` unless it is an array, or the JSON text of one. */
  array(name: string, code: string): unknown[] | null {
    const value = this.#values[name];
    if (value === undefined || value === null || value === "") return null;
    const parsed = typeof value === "string" ? parseJson(value) : value;
    if (!Array.isArray(parsed)) throw new SlackError(code);
    return parsed;
  }
}

export async function readParameters(c: Context): Promise<Parameters> {
  return new Parameters(await readFields(c.req.raw));
}

/** All arguments of a request as sent, the token among them. */
export async function readFields(request: Request): Promise<Record<string, unknown>> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const type = request.headers.get("content-type") ?? "";
  if (request.method === "GET") return query;
  if (type.startsWith("multipart/form-data")) {
    return { ...query, ...Object.fromEntries(await request.formData()) };
  }
  const text = await request.text();
  if (!type.startsWith("application/json")) {
    return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
  }
  const body = parseJson(text);
  return typeof body === "object" ? { ...query, ...body } : query;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
