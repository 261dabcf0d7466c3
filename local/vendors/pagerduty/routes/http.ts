import type { Context } from "hono";
import { z } from "zod";
import { invalidInput, PagerdutyError } from "../errors.ts";
import type { PagerdutyState } from "../state.ts";
import type { Names } from "../wire/incidents.ts";
import { type Links, linksOf } from "../wire/references.ts";

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** A path parameter, decoded. */
export function param(c: Context, name: string): string {
  return c.req.param(name) ?? "";
}

/** All values of a repeated query parameter: `statuses[]=triggered&statuses[]=resolved`. */
export function queryList(c: Context, name: string): string[] {
  return [...(c.req.queries(`${name}[]`) ?? []), ...(c.req.queries(name) ?? [])];
}

/**
 * The object that a body wraps under its own name: `{"team": {…}}`.
 * @throws PagerdutyError 400 naming every problem.
 */
export async function readObject<T>(c: Context, name: string, schema: z.ZodType<T>): Promise<T> {
  const body = await readJson(c);
  const object = isObject(body) ? body[name] : undefined;
  if (object === undefined) throw invalidInput(`${name} can't be blank`);
  return parse(object, schema);
}

/** A bare JSON body that may be left out. @throws PagerdutyError 400 naming every problem. */
export async function readOptional<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  return parse(await readJson(c, {}), schema);
}

/** @throws PagerdutyError 400 for malformed JSON */
async function readJson(c: Context, blank?: unknown): Promise<unknown> {
  const text = await c.req.text();
  if (text === "" && blank !== undefined) return blank;
  // observed: the vendor's provider repeats a failed POST without its body before it sends the
  // right one, and gives up on a 400.
  if (text === "") throw new PagerdutyError(500, 2000, "Internal Server Error");
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput("Request body is not valid JSON");
  }
}

/** @throws PagerdutyError 400 naming every problem. */
function parse<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidInput(
    ...parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`),
  );
}

/** One page of a list by `offset` and `limit`, with PagerDuty's fields about it. */
export function pageOf<T>(c: Context, name: string, items: readonly T[]): Response {
  const limit = Math.min(wholeNumber(c.req.query("limit"), DEFAULT_LIMIT), MAX_LIMIT);
  const offset = wholeNumber(c.req.query("offset"), 0);
  return Response.json({
    [name]: items.slice(offset, offset + limit),
    limit,
    offset,
    more: offset + limit < items.length,
    total: c.req.query("total") === "true" ? items.length : null,
  });
}

/** Keeps what the `query` parameter finds in a name or another text, without case. */
export function matching<T>(c: Context, items: readonly T[], textOf: (item: T) => string): T[] {
  const query = (c.req.query("query") ?? "").toLowerCase();
  return items.filter((item) => textOf(item).toLowerCase().includes(query));
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}

export function links(state: PagerdutyState): Links {
  return linksOf(state.context);
}

export function namesIn(state: PagerdutyState): Names {
  const tables = {
    user: state.users,
    service: state.services,
    integration: state.integrations,
    escalation_policy: state.policies,
  };
  return (kind, id) => tables[kind].get(id)?.name ?? id;
}

/** A `{id, type}` that mentions another object; only the id counts. */
export const referenceSchema = z.object({ id: z.string().min(1) });

function wholeNumber(text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value >= 0 ? value : fallback;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
