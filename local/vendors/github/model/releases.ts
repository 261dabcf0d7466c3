import { notFound, validationFailed } from "../errors.ts";
import type { GithubState, Release, Repository } from "../state.ts";
import { timestamp } from "../state.ts";
import { createRef, shaOf } from "./git.ts";

export type ReleaseInput = Pick<Release, "tag"> &
  Partial<Pick<Release, "target" | "name" | "body" | "draft" | "prerelease">>;

/** Newest first. */
export function listReleases(state: GithubState, repository: Repository): Release[] {
  return state.releases.filter((each) => each.repositoryId === repository.id).reverse();
}

/** @throws GithubError 404 */
export function findRelease(state: GithubState, repository: Repository, id: number): Release {
  return found(listReleases(state, repository).find((each) => each.id === id));
}

/** The newest release that is neither a draft nor a prerelease. @throws GithubError 404 */
export function latestRelease(state: GithubState, repository: Repository): Release {
  return found(listReleases(state, repository).find((each) => !each.draft && !each.prerelease));
}

/** @throws GithubError 404 */
export function releaseByTag(state: GithubState, repository: Repository, tag: string): Release {
  return found(listReleases(state, repository).find((each) => each.tag === tag && !each.draft));
}

/** Publishing makes the tag if it does not exist. @throws GithubError 422 if the tag has a release. */
export function createRelease(
  state: GithubState,
  repository: Repository,
  input: ReleaseInput,
): Release {
  return saveRelease(state, repository, {
    id: state.context.ids.next(),
    repositoryId: repository.id,
    target: repository.settings.default_branch,
    name: null,
    body: null,
    draft: false,
    prerelease: false,
    createdAt: timestamp(state),
    publishedAt: null,
    ...input,
  });
}

/** @throws GithubError 422 if the new tag has a release. */
export function updateRelease(
  state: GithubState,
  repository: Repository,
  release: Release,
  changes: Partial<ReleaseInput>,
): Release {
  return saveRelease(state, repository, { ...release, ...changes });
}

export function deleteRelease(state: GithubState, { id }: Release): void {
  state.releases.delete(String(id));
}

function saveRelease(state: GithubState, repository: Repository, release: Release): Release {
  const twin = listReleases(state, repository).find(
    (each) => each.tag === release.tag && each.id !== release.id && !each.draft,
  );
  if (twin && !release.draft) {
    throw validationFailed({ resource: "Release", code: "already_exists", field: "tag_name" });
  }
  const publishedAt = release.draft ? null : (release.publishedAt ?? timestamp(state));
  return state.context.store.transaction(() => {
    if (!release.draft) ensureTag(state, repository, release);
    return state.releases.put(String(release.id), { ...release, publishedAt });
  });
}

function ensureTag(state: GithubState, repository: Repository, release: Release): void {
  const ref = `refs/tags/${release.tag}`;
  if (state.refs.get(`${repository.id}/${ref}`)) return;
  createRef(state, repository, { ref, sha: shaOf(state, repository, release.target) });
}

function found(release: Release | undefined): Release {
  if (!release) throw notFound();
  return release;
}
