import type { PlainObject } from "../grpc/property-value.ts";
import type { ResourceDefinition } from "../resource.ts";
import { integer, output, text } from "../schema/property.ts";
import type { GithubClient } from "./client.ts";

export type GithubResource = ResourceDefinition<GithubClient>;

/** @param name `repositoryRuleset` of `github:index/repositoryRuleset:RepositoryRuleset`. */
export function githubToken(name: string): string {
  return `github:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** A repository's name without its owner, who belongs to the provider's config. */
export const repository = text({ required: true, replaces: true });
export const repositoryId = output(integer());

/** Parts of an id are joined by colons; a colon inside one is written `??`. */
export function joinId(...parts: readonly unknown[]): string {
  return parts.map((part) => String(part).replaceAll(":", "??")).join(":");
}

/** @throws Error where the id has not as many parts as `names`. */
export function splitId(id: string, ...names: readonly string[]): PlainObject {
  const parts = id.split(":");
  if (parts.length !== names.length) {
    const form = names.join(":");
    throw new Error(`Unexpected ID format (${JSON.stringify(id)}). Expected ${form}.`);
  }
  return Object.fromEntries(
    names.map((name, index) => [name, (parts[index] ?? "").replaceAll("??", ":")]),
  );
}

/** The repository's number: the state has it, unless this is an import. */
export async function repositoryNumber(
  api: GithubClient,
  { repositoryId: known }: PlainObject,
  name: unknown,
): Promise<number> {
  return typeof known === "number" ? known : api.repositoryId(name);
}
