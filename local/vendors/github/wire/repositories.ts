import type { Organization, Repository } from "../state.ts";
import { simpleUser } from "./accounts.ts";
import { type Links, nodeId, type Wire } from "./common.ts";

const REPOSITORY_PATHS = {
  archive_url: "{archive_format}{/ref}",
  assignees_url: "assignees{/user}",
  blobs_url: "git/blobs{/sha}",
  branches_url: "branches{/branch}",
  collaborators_url: "collaborators{/collaborator}",
  comments_url: "comments{/number}",
  commits_url: "commits{/sha}",
  compare_url: "compare/{base}...{head}",
  contents_url: "contents/{+path}",
  contributors_url: "contributors",
  deployments_url: "deployments",
  downloads_url: "downloads",
  events_url: "events",
  forks_url: "forks",
  git_commits_url: "git/commits{/sha}",
  git_refs_url: "git/refs{/sha}",
  git_tags_url: "git/tags{/sha}",
  hooks_url: "hooks",
  issue_comment_url: "issues/comments{/number}",
  issue_events_url: "issues/events{/number}",
  issues_url: "issues{/number}",
  keys_url: "keys{/key_id}",
  labels_url: "labels{/name}",
  languages_url: "languages",
  merges_url: "merges",
  milestones_url: "milestones{/number}",
  notifications_url: "notifications{?since,all,participating}",
  pulls_url: "pulls{/number}",
  releases_url: "releases{/id}",
  stargazers_url: "stargazers",
  statuses_url: "statuses/{sha}",
  subscribers_url: "subscribers",
  subscription_url: "subscription",
  tags_url: "tags",
  teams_url: "teams",
  trees_url: "git/trees{/sha}",
} as const;

const ADMIN = { admin: true, maintain: true, push: true, triage: true, pull: true } as const;

/** API address of a repository, without a slash at the end. */
export function repositoryUrl(links: Links, { owner, name }: Repository): string {
  return `${links.api}/repos/${owner}/${name}`;
}

/** Address of a repository's page. */
export function repositoryPage(links: Links, { owner, name }: Repository): string {
  return `${links.web}/${owner}/${name}`;
}

/** The part that all representations of a repository share. */
export function minimalRepository(links: Links, repository: Repository, owner: Organization) {
  const { id, name, settings } = repository;
  const url = repositoryUrl(links, repository);
  const page = repositoryPage(links, repository);
  const ownUrls = Object.fromEntries(
    Object.entries(REPOSITORY_PATHS).map(([key, path]) => [key, `${url}/${path}`]),
  ) as Record<keyof typeof REPOSITORY_PATHS, string>;
  return {
    id,
    node_id: nodeId("R", id),
    name,
    full_name: `${owner.login}/${name}`,
    owner: simpleUser(links, { ...owner, type: "Organization" }),
    private: settings.visibility !== "public",
    html_url: page,
    description: settings.description,
    fork: false,
    url,
    ...ownUrls,
  };
}

export function fullRepository(
  links: Links,
  repository: Repository,
  owner: Organization,
  openIssues: number,
): Wire<"full-repository"> {
  const page = repositoryPage(links, repository);
  const path = `github.localhost/${owner.login}/${repository.name}.git`;
  return {
    ...minimalRepository(links, repository, owner),
    ...repository.settings,
    topics: repository.topics,
    git_url: `git://${path}`,
    ssh_url: `git@${path.replace("/", ":")}`,
    clone_url: `https://${path}`,
    svn_url: page,
    mirror_url: null,
    has_pages: false,
    disabled: false,
    language: "TypeScript",
    license: null,
    size: 0,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    subscribers_count: 0,
    network_count: 0,
    open_issues: openIssues,
    open_issues_count: openIssues,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    pushed_at: repository.createdAt,
    permissions: ADMIN,
    organization: simpleUser(links, { ...owner, type: "Organization" }),
    security_and_analysis: {
      secret_scanning: { status: "disabled" },
      secret_scanning_push_protection: { status: "disabled" },
      dependabot_security_updates: {
        status: repository.automatedSecurityFixes ? "enabled" : "disabled",
      },
    },
  };
}
