import { createHash } from "node:crypto";
import { Hono } from "hono";
import { errorResponse, GithubError, notFound } from "./errors.ts";
import { repositoryById } from "./model/repositories.ts";
import { teamById } from "./model/teams.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { actionsRoutes } from "./routes/actions.ts";
import { deploymentRoutes } from "./routes/deployments.ts";
import { environmentRoutes } from "./routes/environments.ts";
import { gitRoutes } from "./routes/git.ts";
import { issueRoutes } from "./routes/issues.ts";
import { labelRoutes } from "./routes/labels.ts";
import { rateHeaders } from "./routes/rate-limit.ts";
import { releaseRoutes } from "./routes/releases.ts";
import { repositoryRoutes } from "./routes/repositories.ts";
import { rulesetRoutes } from "./routes/rulesets.ts";
import { secretRoutes, variableRoutes } from "./routes/secrets.ts";
import { teamRoutes } from "./routes/teams.ts";
import type { GithubState } from "./state.ts";

const FAMILIES = [
  accountRoutes,
  repositoryRoutes,
  environmentRoutes,
  secretRoutes,
  variableRoutes,
  rulesetRoutes,
  teamRoutes,
  actionsRoutes,
  deploymentRoutes,
  issueRoutes,
  labelRoutes,
  gitRoutes,
  releaseRoutes,
];

/** Every registered operation; its `routes` are what the coverage table must list. */
export function githubApp(github: GithubState): Hono {
  const app = new Hono();
  for (const register of FAMILIES) register(app, github);
  app.notFound((c) =>
    errorResponse({
      status: 501,
      message: `The local cloud does not emulate ${c.req.method} ${new URL(c.req.url).pathname} of GitHub.`,
    }),
  );
  app.onError((error) => {
    if (error instanceof GithubError) return errorResponse(error);
    throw error;
  });
  return app;
}

/** Answers one request as GitHub does: aliases of paths, entity tags, request id, rate limit. */
export async function answer(app: Hono, github: GithubState, request: Request): Promise<Response> {
  const url = new URL(request.url);
  let response: Response;
  try {
    url.pathname = canonicalPath(github, url.pathname);
    response = await app.fetch(new Request(url, request));
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    response = errorResponse(error);
  }
  const headers = new Headers(response.headers);
  const { ids } = github.context;
  headers.set("x-github-request-id", `${ids.hex(2)}:${ids.hex(3)}:${ids.hex(4)}`.toUpperCase());
  headers.set("x-github-media-type", "github.v3; format=json");
  for (const [name, value] of Object.entries(rateHeaders(github))) headers.set(name, value);
  return withEntityTag(request, response, headers);
}

/**
 * GitHub answers repositories and teams by number too: `/repositories/{id}/…`,
 * `/organizations/{id}/team/{id}/…`. Both become the named path, so there is one route for each.
 * @throws GithubError 404
 */
function canonicalPath(github: GithubState, path: string): string {
  const [, byId, rest = ""] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  if (byId !== undefined) {
    const { owner, name } = repositoryById(github, Number(byId));
    return `/repos/${owner}/${name}${rest}`;
  }
  const [, organizationId, teamId, below = ""] =
    /^\/organizations\/(\d+)\/team\/(\d+)(\/.*)?$/.exec(path) ?? [];
  if (organizationId === undefined) return path;
  const organization = github.organizations.get(organizationId);
  if (!organization) throw notFound();
  return `/orgs/${organization.login}/teams/${teamById(github, Number(teamId)).slug}${below}`;
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
async function withEntityTag(
  request: Request,
  response: Response,
  headers: Headers,
): Promise<Response> {
  const { status } = response;
  if (status !== 200 && status !== 201) return new Response(response.body, { status, headers });
  const body = await response.text();
  const tag = createHash("sha256").update(body).digest("hex");
  headers.set("etag", `W/"${tag}"`);
  const known = request.headers.get("if-none-match") ?? "";
  const isUnchanged = request.method === "GET" && known.includes(`"${tag}"`);
  return isUnchanged
    ? new Response(null, { status: 304, headers })
    : new Response(body, { status, headers });
}
