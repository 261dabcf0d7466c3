import type { components } from "@octokit/openapi-types";
import type { CloudContext } from "../../../context.ts";

/** A JSON shape of GitHub's REST API. */
export type Wire<Name extends keyof components["schemas"]> = components["schemas"][Name];

export const MOUNT = "/api/v3";

/** Where the addresses inside answers point. */
export interface Links {
  /** Base of REST addresses. */
  api: string;
  /** Base of addresses for people; a name that is answered by nobody. */
  web: string;
}

export function linksOf(context: CloudContext): Links {
  return { api: context.apiOrigin() + MOUNT, web: "https://github.localhost" };
}

/** GitHub's opaque GraphQL ids: a prefix for the kind, and the number in base64. */
export function nodeId(prefix: string, id: number | string): string {
  return `${prefix}_${Buffer.from(`0:${id}`).toString("base64url")}`;
}
