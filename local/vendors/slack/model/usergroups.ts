import { SlackError } from "../errors.ts";
import { bot } from "../seed.ts";
import { nowSeconds, type SlackState, type Usergroup } from "../state.ts";

export type UsergroupInput = Pick<Usergroup, "name"> &
  Partial<Pick<Usergroup, "handle" | "description" | "channels">>;

/** @throws SlackError no_such_subteam */
export function findUsergroup(state: SlackState, id: string): Usergroup {
  const group = state.usergroups.get(id);
  if (!group) throw new SlackError("no_such_subteam");
  return group;
}

/** @throws SlackError name_already_exists, handle_already_exists, also by a disabled group */
export function createUsergroup(state: SlackState, input: UsergroupInput): Usergroup {
  const now = nowSeconds(state);
  const handle = input.handle || input.name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, "-");
  return saveUsergroup(state, {
    id: `S${state.context.ids.upper(10)}`,
    description: "",
    channels: [],
    users: [],
    isDisabled: false,
    createdBy: bot.id,
    updatedBy: bot.id,
    dateCreate: now,
    dateUpdate: now,
    dateDelete: 0,
    ...input,
    handle,
  });
}

/** @throws SlackError as `createUsergroup` */
export function updateUsergroup(
  state: SlackState,
  group: Usergroup,
  changes: Partial<UsergroupInput>,
): Usergroup {
  return saveUsergroup(state, { ...group, ...changes, dateUpdate: nowSeconds(state) });
}

/** A disabled group keeps its members. @throws SlackError already_enabled, already_disabled */
export function setDisabled(state: SlackState, group: Usergroup, isDisabled: boolean): Usergroup {
  if (group.isDisabled === isDisabled) {
    throw new SlackError(isDisabled ? "already_disabled" : "already_enabled");
  }
  const now = nowSeconds(state);
  const dateDelete = isDisabled ? now : 0;
  return saveUsergroup(state, { ...group, isDisabled, dateUpdate: now, dateDelete });
}

/** Replaces all members. @throws SlackError invalid_users, subteam_disabled */
export function setUsers(state: SlackState, group: Usergroup, users: readonly string[]): Usergroup {
  // assumption: Slack's list of errors names no other for this.
  if (group.isDisabled) throw new SlackError("subteam_disabled");
  if (users.length === 0) throw new SlackError("no_users_provided");
  const unknown = users.find((id) => !state.users.get(id));
  if (unknown !== undefined) throw new SlackError("invalid_users", unknown);
  return saveUsergroup(state, { ...group, users: [...users], dateUpdate: nowSeconds(state) });
}

function saveUsergroup(state: SlackState, group: Usergroup): Usergroup {
  const others = state.usergroups.filter(({ id }) => id !== group.id);
  if (others.some(({ name }) => name === group.name)) throw new SlackError("name_already_exists");
  if (others.some(({ handle }) => handle === group.handle)) {
    throw new SlackError("handle_already_exists");
  }
  return state.usergroups.put(group.id, group);
}
