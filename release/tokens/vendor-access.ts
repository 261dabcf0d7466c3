import { restBaseUrl } from "../github-api.ts";
import { retryingFetch } from "../retrying-fetch.ts";
import type { Permission } from "./permissions.ts";

export type VendorName = Permission["vendor"];

/** How a vendor's API is reached with the token of the environment. */
export interface VendorAccess {
  readonly title: string;
  /** The variable that holds the token. */
  readonly variable: string;
  baseUrl(env: NodeJS.ProcessEnv): string;
  headers(token: string): Record<string, string>;
  /** What every token that is accepted may ask. */
  readonly self: string;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The variables are those that the vendors' Pulumi providers read, and the bases beside them. */
export const vendorAccess: Readonly<Record<VendorName, VendorAccess>> = {
  cloudflare: {
    title: "Cloudflare",
    variable: "CLOUDFLARE_API_TOKEN",
    baseUrl: (env) => env.CLOUDFLARE_BASE_URL || "https://api.cloudflare.com/client/v4",
    headers: bearer,
    self: "/user/tokens/verify",
  },
  github: {
    title: "GitHub",
    variable: "GITHUB_TOKEN",
    baseUrl: (env) => restBaseUrl(env.GITHUB_BASE_URL),
    headers: (token) => ({ ...bearer(token), "user-agent": "slipway" }),
    self: "/rate_limit",
  },
  pagerduty: {
    title: "PagerDuty",
    variable: "PAGERDUTY_TOKEN",
    baseUrl: (env) => env.PAGERDUTY_API_URL || "https://api.pagerduty.com",
    headers: (token) => ({ authorization: `Token token=${token}` }),
    self: "/abilities",
  },
  slack: {
    title: "Slack",
    variable: "SLACK_TOKEN",
    baseUrl: (env) => env.SLACK_API_URL || "https://slack.com/api/",
    headers: bearer,
    self: "/auth.test",
  },
};

export interface VendorAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined for what is no JSON. */
  readonly body: unknown;
}

/** Asks a vendor for one path; undefined where nobody answered. */
export type AskVendor = (vendor: VendorName, path: string) => Promise<VendorAnswer | undefined>;

const timeoutMs = 10_000;

export function askVendors(env: NodeJS.ProcessEnv, send: typeof fetch = fetch): AskVendor {
  return async (vendor, path) => {
    const { baseUrl, headers, variable } = vendorAccess[vendor];
    const url = `${baseUrl(env).replace(/\/+$/, "")}${path}`;
    const request = { method: "GET", headers: headers(env[variable] ?? "") };
    const answer = await retryingFetch(url, request, { fetch: send, timeoutMs }).catch(
      () => undefined,
    );
    if (answer === undefined) return undefined;
    const body = await answer.json().catch(() => undefined);
    return { status: answer.status, headers: answer.headers, body };
  };
}
