import { type GithubApi, githubApi } from "../github-api.ts";
import { ReleaseError } from "../release-error.ts";
import { type RetryOptions, retryingFetch } from "../retrying-fetch.ts";
import { type CloudflareApi, cloudflareApi } from "../rollout/cloudflare-api.ts";

/** Calls a vendor's API: the parsed answer. @throws ReleaseError `vendor`. */
export type VendorApi = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** Everybody whom drift is looked for at; undefined where the environment has no token for it. */
export interface VendorApis {
  readonly cloudflare: CloudflareApi | undefined;
  readonly github: GithubApi | undefined;
  readonly pagerduty: VendorApi | undefined;
  readonly slack: VendorApi | undefined;
}

export interface VendorApiOptions extends RetryOptions {
  readonly env?: NodeJS.ProcessEnv;
}

/** Clients of the endpoints and tokens in the environment. */
export function vendorApis(options: VendorApiOptions = {}): VendorApis {
  const { env = process.env, ...retries } = options;
  return {
    cloudflare: env.CLOUDFLARE_API_TOKEN ? cloudflareApi({ env, ...retries }) : undefined,
    github: githubApi({ env, ...retries }),
    pagerduty: env.PAGERDUTY_TOKEN
      ? pagerdutyApi(env.PAGERDUTY_TOKEN, env.PAGERDUTY_API_URL, retries)
      : undefined,
    slack: env.SLACK_TOKEN ? slackApi(env.SLACK_TOKEN, env.SLACK_API_URL, retries) : undefined,
  };
}

/** @see https://developer.pagerduty.com/docs/rest-api-overview */
function pagerdutyApi(token: string, url: string | undefined, retries: RetryOptions): VendorApi {
  const baseUrl = (url || "https://api.pagerduty.com").replace(/\/+$/, "");
  const headers = {
    authorization: `Token token=${token}`,
    accept: "application/vnd.pagerduty+json;version=2",
    "content-type": "application/json",
  };
  return async (method, path, body) => {
    const request = { method, headers, ...contentOf(body) };
    const answer = await retryingFetch(`${baseUrl}${path}`, request, retries);
    if (answer.ok) return answer.json();
    throw new ReleaseError("vendor", `PagerDuty answered ${method} ${path} with ${answer.status}.`);
  };
}

/** The path is a method's name. @see https://docs.slack.dev/apis/web-api/ */
function slackApi(token: string, url: string | undefined, retries: RetryOptions): VendorApi {
  const baseUrl = (url || "https://slack.com/api").replace(/\/+$/, "");
  return async (method, path, body) => {
    const fields = Object.entries((body ?? {}) as Record<string, unknown>);
    const request = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      // Methods that read take forms only.
      body: new URLSearchParams(
        Object.fromEntries(fields.map(([key, value]) => [key, String(value)])),
      ).toString(),
    };
    const answer = await retryingFetch(`${baseUrl}/${path}`, request, retries);
    const result = (await answer.json()) as { ok: boolean; error?: string };
    if (result.ok) return result;
    throw new ReleaseError("vendor", `Slack answered ${path} with ${result.error ?? "no reason"}.`);
  };
}

function contentOf(body: unknown): { body?: string } {
  return body === undefined ? {} : { body: JSON.stringify(body) };
}
