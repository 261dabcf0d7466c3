import type { Organization, User } from "../state.ts";
import { type Links, nodeId, type Wire } from "./common.ts";

const USER_LISTS = {
  followers_url: "followers",
  following_url: "following{/other_user}",
  gists_url: "gists{/gist_id}",
  starred_url: "starred{/owner}{/repo}",
  subscriptions_url: "subscriptions",
  organizations_url: "orgs",
  repos_url: "repos",
  events_url: "events{/privacy}",
  received_events_url: "received_events",
} as const;

export function simpleUser(
  links: Links,
  { id, login, type = "User" }: { id: number; login: string; type?: "User" | "Organization" },
): Wire<"simple-user"> {
  const url = `${links.api}/users/${login}`;
  const lists = Object.fromEntries(
    Object.entries(USER_LISTS).map(([key, path]) => [key, `${url}/${path}`]),
  ) as Record<keyof typeof USER_LISTS, string>;
  return {
    login,
    id,
    node_id: nodeId("U", id),
    avatar_url: `${links.web}/avatars/${id}`,
    gravatar_id: "",
    url,
    html_url: `${links.web}/${login}`,
    ...lists,
    type,
    site_admin: false,
  };
}

export function publicUser(links: Links, user: User): Wire<"public-user"> {
  return {
    ...simpleUser(links, user),
    name: user.name,
    email: user.email,
    company: null,
    blog: null,
    location: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  };
}

/** What the token's own user sees of itself. */
export function privateUser(links: Links, user: User): Wire<"private-user"> {
  return {
    ...publicUser(links, user),
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

export function organization(
  links: Links,
  { id, login, name, createdAt }: Organization,
): Wire<"organization-full"> {
  const url = `${links.api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("O", id),
    name,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${links.web}/avatars/${id}`,
    description: null,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 1,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${links.web}/${login}`,
    type: "Organization",
    plan: { name: "enterprise", space: 976_562_499, private_repos: 999_999 },
    default_repository_permission: "read",
    members_can_create_repositories: true,
    two_factor_requirement_enabled: false,
    created_at: createdAt,
    updated_at: createdAt,
    archived_at: null,
  };
}
