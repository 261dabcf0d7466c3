import { createHash } from "node:crypto";
import { GithubError, notFound } from "../errors.ts";
import type { GithubState, GitRef, GitTag, Repository } from "../state.ts";
import { timestamp } from "../state.ts";

const SHA = /^[0-9a-f]{40}$/;

/** Commit of a branch, tag or SHA. The repository has no objects: an unknown name gets a made-up one. */
export function shaOf(state: GithubState, repository: Repository, name: string): string {
  if (SHA.test(name)) return name;
  const found = [`refs/heads/${name}`, `refs/tags/${name}`, name]
    .map((ref) => state.refs.get(refKey(repository, ref)))
    .find((ref) => ref !== undefined);
  return found?.sha ?? madeUpSha(repository.owner, repository.name, name);
}

/** 40 hex digits that are always the same for the same parts. */
export function madeUpSha(...parts: readonly string[]): string {
  return createHash("sha1").update(parts.join("\0")).digest("hex");
}

/** Refs whose name starts with `prefix` (without `refs/`), in order of name. */
export function matchingRefs(state: GithubState, repository: Repository, prefix: string): GitRef[] {
  return state.refs
    .filter((each) => each.repositoryId === repository.id && each.ref.startsWith(`refs/${prefix}`))
    .sort((one, other) => one.ref.localeCompare(other.ref));
}

/** @param name without `refs/`: `heads/main`. @throws GithubError 404 */
export function findRef(state: GithubState, repository: Repository, name: string): GitRef {
  const ref = state.refs.get(refKey(repository, `refs/${name}`));
  if (!ref) throw notFound();
  return ref;
}

/** @throws GithubError 422 for a name that is taken or not below `refs/`, or a bad SHA. */
export function createRef(
  state: GithubState,
  repository: Repository,
  input: { ref: string; sha: string },
): GitRef {
  if (!/^refs\/[^/]+\/.+$/.test(input.ref)) {
    throw new GithubError(
      422,
      `Reference name must be valid: \`${input.ref}\` does not start with "refs/" and have two slashes.`,
    );
  }
  refuseBadSha(input.sha);
  const key = refKey(repository, input.ref);
  if (state.refs.get(key)) throw new GithubError(422, "Reference already exists");
  const type = state.tags.get(tagKey(repository, input.sha)) ? "tag" : "commit";
  return state.refs.put(key, { repositoryId: repository.id, ...input, type });
}

export function moveRef(
  state: GithubState,
  repository: Repository,
  ref: GitRef,
  sha: string,
): GitRef {
  refuseBadSha(sha);
  return state.refs.put(refKey(repository, ref.ref), { ...ref, sha });
}

export function deleteRef(state: GithubState, repository: Repository, ref: GitRef): void {
  state.refs.delete(refKey(repository, ref.ref));
}

/** An annotated tag object; nothing points to it until a ref does. */
export function createTag(
  state: GithubState,
  repository: Repository,
  input: Pick<GitTag, "tag" | "message" | "objectSha">,
): GitTag {
  refuseBadSha(input.objectSha);
  const createdAt = timestamp(state);
  const sha = madeUpSha("tag", input.tag, input.message, input.objectSha, createdAt);
  const tag: GitTag = { repositoryId: repository.id, sha, createdAt, ...input };
  return state.tags.put(tagKey(repository, sha), tag);
}

/** @throws GithubError 404 */
export function findTag(state: GithubState, repository: Repository, sha: string): GitTag {
  const tag = state.tags.get(tagKey(repository, sha));
  if (!tag) throw notFound();
  return tag;
}

function refuseBadSha(sha: string): void {
  if (!SHA.test(sha)) {
    throw new GithubError(422, `The sha parameter must be exactly 40 characters: \`${sha}\`.`);
  }
}

function refKey(repository: Repository, ref: string): string {
  return `${repository.id}/${ref}`;
}

function tagKey(repository: Repository, sha: string): string {
  return `${repository.id}/${sha}`;
}
