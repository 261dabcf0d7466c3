import type { Context } from "hono";
import type { z } from "zod";
import { ApiError } from "./envelope.ts";

/**
 * The request's JSON body, whatever its content type says: wrangler sends some as `text/plain`.
 * @throws ApiError 400 for what is not JSON or not of the schema, naming every wrong field.
 */
export async function readJson<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  const text = await c.req.text();
  let value: unknown;
  try {
    value = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new ApiError(400, 10002, "The request body is not valid JSON.");
  }
  return checked(schema, value);
}

/** @throws ApiError 400 naming every wrong field. */
export function checked<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "body"}: ${message}`,
  );
  throw new ApiError(400, 10002, `The request is invalid: ${problems.join("; ")}.`);
}
