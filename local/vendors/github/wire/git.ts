import type { GitRef, GitTag, Release, Repository, User } from "../state.ts";
import { simpleUser } from "./accounts.ts";
import { type Links, nodeId, type Wire } from "./common.ts";
import { repositoryPage, repositoryUrl } from "./repositories.ts";

export function gitRef(links: Links, repository: Repository, value: GitRef): Wire<"git-ref"> {
  const base = `${repositoryUrl(links, repository)}/git`;
  return {
    ref: value.ref,
    node_id: nodeId("REF", value.ref),
    url: `${base}/${value.ref}`,
    object: { type: value.type, sha: value.sha, url: `${base}/${value.type}s/${value.sha}` },
  };
}

export function gitTag(
  links: Links,
  repository: Repository,
  tagger: User,
  value: GitTag,
): Wire<"git-tag"> {
  const base = `${repositoryUrl(links, repository)}/git`;
  return {
    node_id: nodeId("TAG", value.sha),
    tag: value.tag,
    sha: value.sha,
    url: `${base}/tags/${value.sha}`,
    message: value.message,
    tagger: { date: value.createdAt, email: tagger.email, name: tagger.name },
    object: { sha: value.objectSha, type: "commit", url: `${base}/commits/${value.objectSha}` },
  };
}

export function release(
  links: Links,
  repository: Repository,
  author: User,
  value: Release,
): Wire<"release"> {
  const base = repositoryUrl(links, repository);
  const url = `${base}/releases/${value.id}`;
  return {
    url,
    html_url: `${repositoryPage(links, repository)}/releases/tag/${value.tag}`,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: `${base}/tarball/${value.tag}`,
    zipball_url: `${base}/zipball/${value.tag}`,
    id: value.id,
    node_id: nodeId("RE", value.id),
    tag_name: value.tag,
    target_commitish: value.target,
    name: value.name,
    body: value.body,
    draft: value.draft,
    prerelease: value.prerelease,
    created_at: value.createdAt,
    published_at: value.publishedAt,
    author: simpleUser(links, author),
    assets: [],
  };
}
