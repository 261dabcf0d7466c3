import { notFound, validationFailed } from "../errors.ts";
import type { GithubState, Repository, Team, User } from "../state.ts";
import { timestamp } from "../state.ts";
import { tokenUser } from "./accounts.ts";

export type TeamInput = { name: string } & Partial<
  Pick<Team, "description" | "privacy" | "notificationSetting" | "permission" | "parentId">
>;

export function listTeams(state: GithubState): Team[] {
  return state.teams.list();
}

/** @throws GithubError 404 */
export function findTeam(state: GithubState, slug: string): Team {
  const team = state.teams.find((each) => each.slug === slug.toLowerCase());
  if (!team) throw notFound();
  return team;
}

/** @throws GithubError 404 */
export function teamById(state: GithubState, id: number): Team {
  const team = state.teams.get(String(id));
  if (!team) throw notFound();
  return team;
}

/**
 * The creator becomes a maintainer of the team; so do the users named.
 * @throws GithubError 422 if the name is taken.
 * @see https://docs.github.com/en/rest/teams/teams#create-a-team
 */
export function createTeam(
  state: GithubState,
  input: TeamInput,
  maintainers: readonly User[] = [],
): Team {
  const now = timestamp(state);
  const userIds = new Set([tokenUser(state).id, ...maintainers.map((user) => user.id)]);
  return saveTeam(state, {
    id: state.context.ids.next(),
    slug: "",
    description: "",
    privacy: input.parentId ? "closed" : "secret",
    notificationSetting: "notifications_enabled",
    permission: "pull",
    parentId: null,
    createdAt: now,
    updatedAt: now,
    members: [...userIds].map((userId) => ({ userId, role: "maintainer" })),
    repositories: [],
    ...input,
  });
}

/** A new name gives a new slug; the id stays. @throws GithubError 422 if the name is taken. */
export function updateTeam(
  state: GithubState,
  team: Team,
  changes: Partial<TeamInput> & Partial<Pick<Team, "members" | "repositories">>,
): Team {
  return saveTeam(state, { ...team, ...changes, updatedAt: timestamp(state) });
}

/** Deletes the team, its child teams, and its places among environments' reviewers. */
export function deleteTeam(state: GithubState, team: Team): void {
  state.context.store.transaction(() => {
    for (const child of state.teams.filter((each) => each.parentId === team.id)) {
      deleteTeam(state, child);
    }
    for (const environment of state.environments.list()) {
      const reviewers = environment.reviewers.filter(
        (each) => each.type !== "Team" || each.id !== team.id,
      );
      if (reviewers.length === environment.reviewers.length) continue;
      const key = `${environment.repositoryId}/${environment.name.toLowerCase()}`;
      state.environments.put(key, { ...environment, reviewers });
    }
    state.teams.delete(String(team.id));
  });
}

export function putMember(
  state: GithubState,
  team: Team,
  user: User,
  role: "member" | "maintainer",
): void {
  const others = team.members.filter(({ userId }) => userId !== user.id);
  updateTeam(state, team, { members: [...others, { userId: user.id, role }] });
}

/** @throws GithubError 404 */
export function memberRole(team: Team, user: User): "member" | "maintainer" {
  const member = team.members.find(({ userId }) => userId === user.id);
  if (!member) throw notFound();
  return member.role;
}

/** @throws GithubError 404 */
export function removeMember(state: GithubState, team: Team, user: User): void {
  memberRole(team, user);
  const members = team.members.filter(({ userId }) => userId !== user.id);
  updateTeam(state, team, { members });
}

/** Each level contains the ones before it. */
export const accessLevels = ["pull", "triage", "push", "maintain", "admin"] as const;
export type AccessLevel = (typeof accessLevels)[number];

export function permissionsOf(granted: AccessLevel): Record<AccessLevel, boolean> {
  const highest = accessLevels.indexOf(granted);
  const entries = accessLevels.map((level, index) => [level, index <= highest]);
  return Object.fromEntries(entries) as Record<AccessLevel, boolean>;
}

/** @throws GithubError 404 if the team has no access to the repository. */
export function teamPermission(team: Team, repository: Repository): AccessLevel {
  const access = team.repositories.find(({ repositoryId }) => repositoryId === repository.id);
  if (!access) throw notFound();
  return access.permission;
}

export function putTeamRepository(
  state: GithubState,
  team: Team,
  repository: Repository,
  permission: AccessLevel,
): void {
  const others = team.repositories.filter(({ repositoryId }) => repositoryId !== repository.id);
  updateTeam(state, team, {
    repositories: [...others, { repositoryId: repository.id, permission }],
  });
}

export function removeTeamRepository(state: GithubState, team: Team, { id }: Repository): void {
  const repositories = team.repositories.filter(({ repositoryId }) => repositoryId !== id);
  updateTeam(state, team, { repositories });
}

/** `Release Managers` → `release-managers`. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-|-$/g, "");
}

function saveTeam(state: GithubState, team: Team): Team {
  const slug = slugOf(team.name);
  const twin = state.teams.find((each) => each.slug === slug && each.id !== team.id);
  if (twin) {
    throw validationFailed({
      resource: "Team",
      field: "name",
      code: "already_exists",
      message: "Name must be unique for this org",
    });
  }
  if (team.parentId !== null) teamById(state, team.parentId);
  return state.teams.put(String(team.id), { ...team, slug });
}
