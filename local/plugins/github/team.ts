import type { PlainObject } from "../grpc/property-value.ts";
import { orMissing } from "../http/api-error.ts";
import { flag, integer, output, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import type { GithubClient, Tagged } from "./client.ts";
import { type GithubResource, githubToken, joinId, splitId } from "./resource.ts";

interface TeamAnswer {
  id: number;
  node_id: string;
  name: string;
  slug: string;
  description?: string | null;
  privacy: string;
  notification_setting?: string;
  members_count?: number;
  ldap_dn?: string;
  parent?: { id: number; slug: string } | null;
}

/** Who makes a team is not left in it as its maintainer, unless the program says so. */
export const team: GithubResource = {
  token: githubToken("team"),
  autoname: "name",
  properties: {
    name: text({ kept: true }),
    description: text(),
    privacy: text({ default: "secret", check: oneOf("secret", "closed") }),
    notificationSetting: text({
      default: "notifications_enabled",
      check: oneOf("notifications_enabled", "notifications_disabled"),
    }),
    parentTeamId: text(),
    parentTeamReadId: text({ kept: true, unsent: true }),
    parentTeamReadSlug: text({ kept: true, unsent: true }),
    ldapDn: text(),
    createDefaultMaintainer: flag({ default: false, unread: true }),
    etag: output(text()),
    membersCount: output(integer()),
    nodeId: output(text()),
    slug: output(text()),
  },
  async create({ api }, planned) {
    const made = await api.write("POST", `/orgs/${api.owner}/teams`, bodyOf(planned));
    const answer = made.body as unknown as TeamAnswer;
    if (planned.createDefaultMaintainer !== true && (answer.members_count ?? 0) > 0) {
      await removeMembers(api, answer);
    }
    return { id: String(answer.id), state: stateOf(made, planned) };
  },
  async read({ api }, id, prior) {
    const path = await teamPath(api, id);
    const found = await orMissing(
      api.readUnlessSame(path, prior.etag).then((answer) => answer ?? "same"),
    );
    if (found === undefined) return undefined;
    if (found === "same") return { id, state: prior };
    return { id: String(found.body.id), state: stateOf(found, prior) };
  },
  async update({ api }, { id }, planned) {
    const body = { ...bodyOf(planned), parent_team_id: parentOf(planned) };
    const changed = await api.write("PATCH", await teamPath(api, id), body);
    return { id, state: stateOf(changed, planned) };
  },
  async delete({ api }, { id }) {
    await api.request("DELETE", await teamPath(api, id));
  },
  parseImportId: (id) => ({ id, state: {} }),
};

/** @param team its number; an import may give its slug instead. */
async function teamPath(api: GithubClient, team: string): Promise<string> {
  return /^\d+$/.test(team)
    ? `/organizations/${await api.organizationId()}/team/${team}`
    : `/orgs/${api.owner}/teams/${team}`;
}

function bodyOf(planned: PlainObject): PlainObject {
  const parent = parentOf(planned);
  return {
    name: planned.name ?? "",
    description: planned.description ?? "",
    notification_setting: planned.notificationSetting ?? null,
    privacy: planned.privacy ?? null,
    ...(parent === null ? {} : { parent_team_id: parent }),
  };
}

function parentOf({ parentTeamId }: PlainObject): number | null {
  return typeof parentTeamId === "string" && parentTeamId !== "" ? Number(parentTeamId) : null;
}

async function removeMembers(api: GithubClient, { id, slug }: TeamAnswer): Promise<void> {
  const members = (await api.request("GET", `/orgs/${api.owner}/teams/${slug}/members`)) as {
    login: string;
  }[];
  for (const { login } of members) {
    await api.request("DELETE", `${await teamPath(api, String(id))}/memberships/${login}`);
  }
}

function stateOf({ body, etag }: Tagged, prior: PlainObject): PlainObject {
  const answer = body as unknown as TeamAnswer;
  const { parent } = answer;
  return {
    name: answer.name,
    description: answer.description ?? "",
    privacy: answer.privacy,
    notificationSetting: answer.notification_setting ?? "notifications_enabled",
    createDefaultMaintainer: prior.createDefaultMaintainer ?? false,
    parentTeamId: parent ? String(parent.id) : "",
    parentTeamReadId: parent ? String(parent.id) : "",
    parentTeamReadSlug: parent?.slug ?? "",
    etag,
    membersCount: answer.members_count ?? 0,
    nodeId: answer.node_id,
    slug: answer.slug,
  };
}

interface MembershipKind {
  name: string;
  /** The property next to `teamId` that makes up the id. */
  member: string;
  setting: { property: string; fallback: string; allowed: readonly string[] };
  path(api: GithubClient, member: string): string;
  body(state: PlainObject): PlainObject;
  settingOf(answer: Record<string, unknown>): string;
}

/** What connects a team with a person or a repository: one PUT on the pair's path. */
function teamLink(kind: MembershipKind): GithubResource {
  const { member, setting } = kind;
  const pathOf = async (api: GithubClient, state: PlainObject) =>
    `${await teamPath(api, String(state.teamId))}${kind.path(api, String(state[member]))}`;
  const put: GithubResource["create"] = async ({ api }, planned) => {
    await api.request("PUT", await pathOf(api, planned), { body: kind.body(planned) });
    return { id: joinId(planned.teamId, planned[member]), state: { ...planned, etag: "" } };
  };
  return {
    token: githubToken(kind.name),
    properties: {
      teamId: text({ required: true, replaces: true }),
      [member]: text({ required: true, replaces: true }),
      [setting.property]: text({ default: setting.fallback, check: oneOf(...setting.allowed) }),
      etag: output(text()),
    },
    create: put,
    update: (call, _, planned) => put(call, planned),
    async read({ api }, id) {
      const parts = splitId(id, "teamId", member);
      const headers = { accept: "application/vnd.github.v3.repository+json" };
      const answer = await orMissing(api.request("GET", await pathOf(api, parts), { headers }));
      if (answer === undefined) return undefined;
      const value = kind.settingOf(answer as Record<string, unknown>);
      return { id, state: { ...parts, [setting.property]: value, etag: "" } };
    },
    async delete({ api }, { state }) {
      await api.request("DELETE", await pathOf(api, state));
    },
    parseImportId: (id) => ({ id, state: {} }),
  };
}

export const teamMembership = teamLink({
  name: "teamMembership",
  member: "username",
  setting: { property: "role", fallback: "member", allowed: ["member", "maintainer"] },
  path: (_, username) => `/memberships/${username}`,
  body: ({ role = null }) => ({ role }),
  settingOf: (answer) => String(answer.role),
});

export const teamRepository = teamLink({
  name: "teamRepository",
  member: "repository",
  setting: {
    property: "permission",
    fallback: "pull",
    allowed: ["pull", "triage", "push", "maintain", "admin"],
  },
  path: (api, name) => `/repos/${api.owner}/${name}`,
  body: ({ permission = null }) => ({ permission }),
  settingOf: (answer) => permissionOf(answer.permissions as Record<string, boolean> | undefined),
});

/** The strongest of the permissions that an answer says are granted. */
function permissionOf(granted: Record<string, boolean> = {}): string {
  const order = ["admin", "maintain", "push", "triage", "pull"];
  return order.find((name) => granted[name] === true) ?? "pull";
}
