import type { GithubApi } from "../github-api.ts";
import { ReleaseError } from "../release-error.ts";

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly html_url: string;
}

export interface PullRequest {
  readonly owner: string;
  readonly repository: string;
  readonly number: number;
}

const perPage = 100;

/**
 * Puts a comment on a pull request, or the new text into the one that begins with the same line.
 * @returns its address.
 * @see https://docs.github.com/en/rest/issues/comments
 */
export async function putComment(
  api: GithubApi,
  { owner, repository, number }: PullRequest,
  body: string,
): Promise<string> {
  const repo = `/repos/${owner}/${repository}`;
  const marker = body.split("\n", 1)[0] ?? "";
  const earlier = await findComment(api, `${repo}/issues/${number}/comments`, marker);
  const written = await (earlier === undefined
    ? api("POST", `${repo}/issues/${number}/comments`, { body })
    : api("PATCH", `${repo}/issues/comments/${earlier.id}`, { body }));
  return (written as Comment).html_url;
}

async function findComment(
  api: GithubApi,
  path: string,
  marker: string,
): Promise<Comment | undefined> {
  for (let page = 1; ; page++) {
    const comments = await api("GET", `${path}?per_page=${perPage}&page=${page}`);
    if (!Array.isArray(comments)) {
      throw new ReleaseError("vendor", `GitHub's list of comments at ${path} is no list.`);
    }
    const found = (comments as Comment[]).find(({ body }) => body?.startsWith(marker));
    if (found !== undefined || comments.length < perPage) return found;
  }
}
