import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { findOrganization, findUser, userById } from "../model/accounts.ts";
import { findRepository, repositoryById } from "../model/repositories.ts";
import {
  accessLevels,
  createTeam,
  deleteTeam,
  findTeam,
  listTeams,
  memberRole,
  permissionsOf,
  putMember,
  putTeamRepository,
  removeMember,
  removeTeamRepository,
  type TeamInput,
  teamPermission,
  updateTeam,
} from "../model/teams.ts";
import type { GithubState, Organization, Team } from "../state.ts";
import { simpleUser } from "../wire/accounts.ts";
import { linksOf } from "../wire/common.ts";
import { fullRepository } from "../wire/repositories.ts";
import { membership, team, teamFull } from "../wire/teams.ts";
import { noContent, pageOf, param, readBody } from "./http.ts";

const TEAMS = "/orgs/:org/teams";
const TEAM = `${TEAMS}/:team_slug`;
const MEMBERSHIP = `${TEAM}/memberships/:username`;
const TEAM_REPO = `${TEAM}/repos/:owner/:repo`;

/** Asks for the repository instead of a bare 204. */
const REPOSITORY_MEDIA_TYPE = "application/vnd.github.v3.repository+json";

const teamSchema = z
  .object({
    name: z.string().min(1),
    description: z.string().nullable(),
    privacy: z.enum(["secret", "closed"]),
    notification_setting: z.enum(["notifications_enabled", "notifications_disabled"]),
    permission: z.enum(["pull", "push"]),
    parent_team_id: z.int().nullable(),
    maintainers: z.array(z.string()),
  })
  .partial();
const newTeamSchema = teamSchema.required({ name: true });
const membershipSchema = z.object({ role: z.enum(["member", "maintainer"]).default("member") });
const accessSchema = z.object({ permission: z.enum(accessLevels).default("push") });

export function teamRoutes(app: Hono, github: GithubState): void {
  const links = () => linksOf(github.context);
  const ownerOf = (c: Context) => findOrganization(github, param(c, "org"));
  const parentOf = ({ parentId }: Team) =>
    parentId === null ? undefined : github.teams.get(String(parentId));
  const full = (owner: Organization, value: Team) =>
    teamFull(links(), value, owner, parentOf(value));

  app.get(TEAMS, (c) => {
    const owner = ownerOf(c);
    const teams = listTeams(github).map((each) => team(links(), each, owner, parentOf(each)));
    return pageOf(c, links(), teams);
  });

  app.post(TEAMS, async (c) => {
    const owner = ownerOf(c);
    const body = await readBody(c, newTeamSchema);
    const maintainers = (body.maintainers ?? []).map((login) => findUser(github, login));
    const created = createTeam(github, { ...inputOf(body), name: body.name }, maintainers);
    return Response.json(full(owner, created), { status: 201 });
  });

  app.get(TEAM, (c) => Response.json(full(ownerOf(c), findTeam(github, param(c, "team_slug")))));

  app.patch(TEAM, async (c) => {
    const owner = ownerOf(c);
    const current = findTeam(github, param(c, "team_slug"));
    const body = await readBody(c, teamSchema);
    return Response.json(full(owner, updateTeam(github, current, inputOf(body))));
  });

  app.delete(TEAM, (c) => {
    ownerOf(c);
    deleteTeam(github, findTeam(github, param(c, "team_slug")));
    return noContent();
  });

  memberRoutes(app, github);
  teamRepositoryRoutes(app, github);
}

function memberRoutes(app: Hono, github: GithubState): void {
  const links = () => linksOf(github.context);
  const memberOf = (c: Context) => ({
    owner: findOrganization(github, param(c, "org")),
    team: findTeam(github, param(c, "team_slug")),
    user: findUser(github, param(c, "username")),
  });

  app.get(`${TEAM}/members`, (c) => {
    const role = c.req.query("role") ?? "all";
    const members = findTeam(github, param(c, "team_slug"))
      .members.filter((member) => role === "all" || member.role === role)
      .map(({ userId }) => simpleUser(links(), userById(github, userId)));
    return pageOf(c, links(), members);
  });

  app.get(MEMBERSHIP, (c) => {
    const { owner, team, user } = memberOf(c);
    return Response.json(membership(links(), owner, team, user.login, memberRole(team, user)));
  });

  app.put(MEMBERSHIP, async (c) => {
    const { owner, team, user } = memberOf(c);
    const { role } = await readBody(c, membershipSchema);
    putMember(github, team, user, role);
    return Response.json(membership(links(), owner, team, user.login, role));
  });

  app.delete(MEMBERSHIP, (c) => {
    const { team, user } = memberOf(c);
    removeMember(github, team, user);
    return noContent();
  });
}

function teamRepositoryRoutes(app: Hono, github: GithubState): void {
  const accessOf = (c: Context) => ({
    owner: findOrganization(github, param(c, "org")),
    team: findTeam(github, param(c, "team_slug")),
    repository: findRepository(github, param(c, "owner"), param(c, "repo")),
  });

  app.get(`${TEAM}/repos`, (c) => {
    const owner = findOrganization(github, param(c, "org"));
    const { repositories } = findTeam(github, param(c, "team_slug"));
    const links = linksOf(github.context);
    const shown = repositories.map(({ repositoryId }) =>
      fullRepository(links, repositoryById(github, repositoryId), owner, 0),
    );
    return pageOf(c, links, shown);
  });

  app.get(TEAM_REPO, (c) => {
    const { owner, team, repository } = accessOf(c);
    const permission = teamPermission(team, repository);
    if (!c.req.header("accept")?.includes(REPOSITORY_MEDIA_TYPE)) return noContent();
    return Response.json({
      ...fullRepository(linksOf(github.context), repository, owner, 0),
      role_name: permission,
      permissions: permissionsOf(permission),
    });
  });

  app.put(TEAM_REPO, async (c) => {
    const { team, repository } = accessOf(c);
    const { permission } = await readBody(c, accessSchema);
    putTeamRepository(github, team, repository, permission);
    return noContent();
  });

  app.delete(TEAM_REPO, (c) => {
    const { team, repository } = accessOf(c);
    removeTeamRepository(github, team, repository);
    return noContent();
  });
}

function inputOf(body: z.infer<typeof teamSchema>): Partial<TeamInput> {
  return defined({
    name: body.name,
    description: body.description === null ? "" : body.description,
    privacy: body.privacy,
    notificationSetting: body.notification_setting,
    permission: body.permission,
    parentId: body.parent_team_id,
  });
}
