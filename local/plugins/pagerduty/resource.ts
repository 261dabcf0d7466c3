import { isObject, type Plain } from "../grpc/property-value.ts";
import type { ResourceDefinition } from "../resource.ts";
import { type RestResource, rest } from "../rest.ts";
import { text } from "../schema/property.ts";
import type { PagerdutyClient } from "./client.ts";

export type PagerdutyResource = ResourceDefinition<PagerdutyClient>;

/** @param name `escalationPolicy` of `pagerduty:index/escalationPolicy:EscalationPolicy`. */
export function pagerdutyResource(
  name: string,
  definition: Omit<RestResource<PagerdutyClient>, "token">,
): PagerdutyResource {
  return rest({
    token: pagerdutyToken(name),
    readsBack: "always",
    clearsWith: "nothing",
    importId: ["id"],
    ...definition,
  });
}

export function pagerdutyToken(name: string): string {
  return `pagerduty:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Every description that a program leaves out. */
export const description = text({ default: "Managed by Pulumi" });

/** `PABC123` → `{id: "PABC123", type: "team_reference"}`; null stays null. */
export function reference(id: Plain | undefined, type: string): Plain {
  return typeof id === "string" && id !== "" ? { id, type } : null;
}

/** The id of a reference in an answer. */
export function idOf(value: unknown): Plain {
  const id = isObject(value) ? (value as { id?: unknown }).id : undefined;
  return typeof id === "string" ? id : null;
}

export function idsOf(value: unknown): Plain[] {
  return Array.isArray(value) ? value.map(idOf) : [];
}
