import { invalidInput, notFound } from "../errors.ts";
import { newId, type PagerdutyState, type Team, type User } from "../state.ts";

/** @throws PagerdutyError 404 */
export function findUser(state: PagerdutyState, id: string): User {
  const user = state.users.get(id);
  if (!user) throw notFound("User");
  return user;
}

/** The `From` header of a change names a user. @throws PagerdutyError 400 */
export function requester(state: PagerdutyState, email: string | undefined): User {
  const user = state.users.find((each) => each.email.toLowerCase() === email?.toLowerCase());
  if (!user) throw invalidInput("Requester User Not Found");
  return user;
}

export type UserInput = Pick<User, "name" | "email"> & Partial<Omit<User, "id">>;

/** @throws PagerdutyError 400 if the address is taken. */
export function createUser(state: PagerdutyState, input: UserInput): User {
  return saveUser(state, {
    id: newId(state),
    phone: null,
    role: "user",
    jobTitle: null,
    timeZone: "Etc/UTC",
    color: "purple",
    description: null,
    ...input,
  });
}

/** @throws PagerdutyError 400 if the new address is taken. */
export function updateUser(
  state: PagerdutyState,
  user: User,
  changes: Partial<Omit<User, "id">>,
): User {
  return saveUser(state, { ...user, ...changes });
}

/** Deletes the user and its places in teams. @throws PagerdutyError 400 while it is on call. */
export function deleteUser(state: PagerdutyState, user: User): void {
  const isScheduled = state.schedules.find((schedule) =>
    schedule.layers.some((layer) => layer.userIds.includes(user.id)),
  );
  const isTarget = state.policies.find((policy) =>
    policy.rules.some((rule) => rule.targets.some(({ id }) => id === user.id)),
  );
  if (isScheduled || isTarget) {
    throw invalidInput("The user cannot be deleted: remove it from schedules and policies first");
  }
  state.context.store.transaction(() => {
    for (const team of state.teams.list()) removeMember(state, team, user.id);
    state.users.delete(user.id);
  });
}

/** @throws PagerdutyError 404 */
export function findTeam(state: PagerdutyState, id: string): Team {
  const team = state.teams.get(id);
  if (!team) throw notFound("Team");
  return team;
}

export type TeamInput = Pick<Team, "name"> &
  Partial<Pick<Team, "description" | "defaultRole" | "parentId">>;

/** @throws PagerdutyError 400 if the name is taken. */
export function createTeam(state: PagerdutyState, input: TeamInput): Team {
  return saveTeam(state, {
    id: newId(state),
    description: null,
    defaultRole: "manager",
    parentId: null,
    members: [],
    ...input,
  });
}

/** @throws PagerdutyError 400 if the new name is taken. */
export function updateTeam(state: PagerdutyState, team: Team, changes: Partial<TeamInput>): Team {
  return saveTeam(state, { ...team, ...changes });
}

/** Deletes the team and takes it off policies and schedules. */
export function deleteTeam(state: PagerdutyState, { id }: Team): void {
  const without = (ids: readonly string[]) => ids.filter((each) => each !== id);
  state.context.store.transaction(() => {
    for (const policy of state.policies.filter(({ teamIds }) => teamIds.includes(id))) {
      state.policies.put(policy.id, { ...policy, teamIds: without(policy.teamIds) });
    }
    for (const schedule of state.schedules.filter(({ teamIds }) => teamIds.includes(id))) {
      state.schedules.put(schedule.id, { ...schedule, teamIds: without(schedule.teamIds) });
    }
    state.teams.delete(id);
  });
}

export function putMember(state: PagerdutyState, team: Team, userId: string, role: string): void {
  const others = team.members.filter((member) => member.userId !== userId);
  state.teams.put(team.id, { ...team, members: [...others, { userId, role }] });
}

export function removeMember(state: PagerdutyState, team: Team, userId: string): void {
  const members = team.members.filter((member) => member.userId !== userId);
  state.teams.put(team.id, { ...team, members });
}

function saveUser(state: PagerdutyState, user: User): User {
  const twin = state.users.find(
    (each) => each.id !== user.id && each.email.toLowerCase() === user.email.toLowerCase(),
  );
  if (twin) throw invalidInput("Email has already been taken");
  return state.users.put(user.id, user);
}

function saveTeam(state: PagerdutyState, team: Team): Team {
  if (state.teams.find((each) => each.id !== team.id && each.name === team.name)) {
    throw invalidInput("Name has already been taken");
  }
  if (team.parentId !== null) findTeam(state, team.parentId);
  return state.teams.put(team.id, team);
}
