import type { Organization, Team } from "../state.ts";
import { type Links, nodeId, type Wire } from "./common.ts";

export function teamSimple(
  links: Links,
  team: Team,
  owner: Organization,
): NonNullable<Wire<"nullable-team-simple">> {
  const url = `${links.api}/organizations/${owner.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId("T", team.id),
    url,
    html_url: `${links.web}/orgs/${owner.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: team.notificationSetting,
    permission: team.permission,
    type: "organization",
    organization_id: owner.id,
  };
}

export function team(
  links: Links,
  value: Team,
  owner: Organization,
  parent: Team | undefined,
): Wire<"team"> {
  return {
    ...teamSimple(links, value, owner),
    parent: parent ? teamSimple(links, parent, owner) : null,
  };
}

export function teamFull(
  links: Links,
  value: Team,
  owner: Organization,
  parent: Team | undefined,
): Wire<"team-full"> {
  const url = `${links.api}/orgs/${owner.login}`;
  return {
    ...teamSimple(links, value, owner),
    type: "organization",
    privacy: value.privacy,
    notification_setting: value.notificationSetting,
    parent: parent ? teamSimple(links, parent, owner) : null,
    members_count: value.members.length,
    repos_count: value.repositories.length,
    created_at: value.createdAt,
    updated_at: value.updatedAt,
    organization: {
      login: owner.login,
      id: owner.id,
      node_id: nodeId("O", owner.id),
      url,
      name: owner.name,
      description: null,
      repos_url: `${url}/repos`,
      events_url: `${url}/events`,
      hooks_url: `${url}/hooks`,
      issues_url: `${url}/issues`,
      members_url: `${url}/members{/member}`,
      public_members_url: `${url}/public_members{/member}`,
      avatar_url: `${links.web}/avatars/${owner.id}`,
      has_organization_projects: true,
      has_repository_projects: true,
      public_repos: 1,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: `${links.web}/${owner.login}`,
      type: "Organization",
      created_at: owner.createdAt,
      updated_at: owner.createdAt,
      archived_at: null,
    },
  };
}

export function membership(
  links: Links,
  owner: Organization,
  team: Team,
  login: string,
  role: "member" | "maintainer",
): Wire<"team-membership"> {
  return {
    url: `${links.api}/organizations/${owner.id}/team/${team.id}/memberships/${login}`,
    role,
    state: "active",
  };
}
