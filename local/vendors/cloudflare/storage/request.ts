import type { Context } from "hono";
import type { z } from "zod";
import { ApiError } from "../envelope.ts";

/** The one error that a service answers for a body that does not fit. */
export interface BodyError {
  code: number;
  /** Words the first problem. */
  describe(path: string, message: string): string;
}

/**
 * The JSON body, whatever its content type says: wrangler sends some as `text/plain`.
 * @throws ApiError 400 with the service's own code.
 */
export async function readBody<T extends z.ZodType>(
  c: Context,
  schema: T,
  error: BodyError,
): Promise<z.infer<T>> {
  const parsed = schema.safeParse(parseJson(await c.req.text(), error));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError(
    400,
    error.code,
    error.describe(issue?.path.join(".") ?? "", issue?.message ?? "Invalid input"),
  );
}

function parseJson(text: string, error: BodyError): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, error.code, error.describe("body", "not valid JSON"));
  }
}

export function queryOf(c: Context): URLSearchParams {
  return new URL(c.req.url).searchParams;
}

export async function readBytes(c: Context): Promise<Buffer> {
  return Buffer.from(await c.req.arrayBuffer());
}

/** @returns undefined for a parameter that is absent or no number. */
export function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  const value = Number(text);
  return text === null || text === "" || Number.isNaN(value) ? undefined : value;
}
