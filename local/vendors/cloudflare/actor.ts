import type { Context } from "hono";

/** The kind of client that made something. */
export type ClientKind = "wrangler" | "terraform" | "dash" | "api";

/** Who changes something, as the API records it. */
export interface Actor {
  source: ClientKind;
  email: string;
}

/** The one user of the local account. */
export const USER_EMAIL = "you@slipway-local.example";

/**
 * Tells clients apart by their user agent.
 * assumption: Cloudflare derives `source` from a header that wrangler and its Terraform provider send.
 */
export function actorOf(c: Context): Actor {
  const userAgent = c.req.header("user-agent") ?? "";
  const source: ClientKind = /wrangler/i.test(userAgent)
    ? "wrangler"
    : /terraform|pulumi|cloudflare-go/i.test(userAgent)
      ? "terraform"
      : "api";
  return { source, email: USER_EMAIL };
}

/** Somebody who clicked in the dashboard. */
export const dashboardUser: Actor = { source: "dash", email: "someone@slipway-local.example" };
