import type { Context } from "hono";
import type { z } from "zod";
import { GithubError, invalidRequest, notFound } from "../errors.ts";
import { findOrganization } from "../model/accounts.ts";
import { findRepository } from "../model/repositories.ts";
import type { GithubState, Organization, Repository } from "../state.ts";
import { type Links, linksOf } from "../wire/common.ts";

export const REPO = "/repos/:owner/:repo";

/** What handlers below `/repos/:owner/:repo` start from. */
export interface RepositoryCall {
  repository: Repository;
  owner: Organization;
  links: Links;
}

/** @throws GithubError 404 */
export function repositoryCall(github: GithubState, c: Context): RepositoryCall {
  const repository = findRepository(github, param(c, "owner"), param(c, "repo"));
  const owner = findOrganization(github, repository.owner);
  return { repository, owner, links: linksOf(github.context) };
}

/** A path parameter, decoded. */
export function param(c: Context, name: string): string {
  return c.req.param(name) ?? "";
}

/** A numeric path parameter. @throws GithubError 404 for anything but a number. */
export function idParam(c: Context, name: string): number {
  const text = param(c, name);
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

/** The JSON body; an empty one counts as `{}`. @throws GithubError 400, 422 */
export async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  let body: unknown;
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new GithubError(400, "Problems parsing JSON");
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalidRequest(parsed.error.issues.map((each) => describe(body, each)).join("\n"));
}

/** One page of an array, with the `Link` header that leads to the others. */
export function pageOf<T>(c: Context, links: Links, items: readonly T[]): Response {
  const { page, headers } = paginate(c, links, items);
  return Response.json(page, { headers });
}

/** One page of a list that GitHub wraps: `{"total_count": 2, "environments": […]}`. */
export function namedPageOf<T>(
  c: Context,
  links: Links,
  name: string,
  items: readonly T[],
): Response {
  const { page, headers } = paginate(c, links, items);
  return Response.json({ total_count: items.length, [name]: page }, { headers });
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
function paginate<T>(c: Context, links: Links, items: readonly T[]) {
  const perPage = Math.min(positive(c.req.query("per_page"), 30), 100);
  const number = positive(c.req.query("page"), 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const page = items.slice((number - 1) * perPage, number * perPage);
  const targets = {
    prev: number > 1 && number - 1,
    next: number < last && number + 1,
    last: number < last && last,
    first: number > 1 && 1,
  };
  const link = Object.entries(targets)
    .filter(([, target]) => target !== false)
    .map(([rel, target]) => `<${pageUrl(c, links, String(target))}>; rel="${rel}"`)
    .join(", ");
  return { page, headers: link === "" ? {} : { link } };
}

function pageUrl(c: Context, links: Links, page: string): string {
  const url = new URL(c.req.url);
  url.searchParams.set("page", page);
  return links.api + url.pathname + url.search;
}

function positive(text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

function describe(body: unknown, { path, message }: z.core.$ZodIssue): string {
  return valueAt(body, path) === undefined
    ? `"${path.join(".")}" wasn't supplied.`
    : `Invalid property /${path.join("/")}: ${message}.`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === "object" && parent !== null ? Reflect.get(parent, key) : undefined,
    value,
  );
}
