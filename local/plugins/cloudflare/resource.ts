import type { ResourceDefinition } from "../resource.ts";
import type { RestResource } from "../rest.ts";
import { rest } from "../rest.ts";
import { text } from "../schema/property.ts";
import type { CloudflareClient } from "./client.ts";

export type CloudflareResource = ResourceDefinition<CloudflareClient>;

/** @param name `workerVersion` of `cloudflare:index/workerVersion:WorkerVersion`. */
export function cloudflareResource(
  name: string,
  definition: Omit<RestResource<CloudflareClient>, "token">,
): CloudflareResource {
  return rest({ token: cloudflareToken(name), ...definition });
}

export function cloudflareToken(name: string): string {
  return `cloudflare:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** In every account-level path; a resource cannot move between accounts. */
export const accountId = text({ replaces: true });

/** In every zone-level path; a resource cannot move between zones. */
export const zoneId = text({ replaces: true });
