import { ReleaseError } from "./release-error.ts";
import { type RetryOptions, retryingFetch } from "./retrying-fetch.ts";

/** Calls the GitHub REST API: the parsed body, or undefined for an empty one. */
export type GithubApi = (method: string, path: string, body?: unknown) => Promise<unknown>;

export interface GithubApiOptions extends RetryOptions {
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * A client of the endpoint and token in the environment (`GITHUB_BASE_URL`, as the provider calls
 * it, and `GITHUB_TOKEN`); undefined where there is no token.
 */
export function githubApi(options: GithubApiOptions = {}): GithubApi | undefined {
  const { env = process.env, ...retries } = options;
  if (!env.GITHUB_TOKEN) return undefined;
  const baseUrl = restBaseUrl(env.GITHUB_BASE_URL);
  const headers = {
    authorization: `Bearer ${env.GITHUB_TOKEN}`,
    accept: "application/vnd.github+json",
    "content-type": "application/json",
    "user-agent": "slipway",
    "x-github-api-version": "2022-11-28",
  };
  return async (method, path, body) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = { method, headers, ...content };
    const answer = await retryingFetch(`${baseUrl}${path}`, request, retries);
    const text = await answer.text();
    if (answer.ok) return text === "" ? undefined : JSON.parse(text);
    throw new ReleaseError(
      "vendor",
      `GitHub answered ${method} ${path} with ${answer.status}: ${reasonIn(text)}.`,
    );
  };
}

/** GitHub itself has its API at a host of its own; on any other host it is below `/api/v3`. */
export function restBaseUrl(baseUrl: string | undefined): string {
  const given = (baseUrl || "https://api.github.com").replace(/\/+$/, "");
  return given === "https://api.github.com" || given.endsWith("/api/v3")
    ? given
    : `${given}/api/v3`;
}

function reasonIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message.replace(/\.$/, "") : "no reason given";
  } catch {
    return "no reason given";
  }
}
