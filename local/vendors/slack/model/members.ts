import { SlackError } from "../errors.ts";
import { bot } from "../seed.ts";
import type { Channel, SlackState, User } from "../state.ts";
import { refuseArchived, saveChannel } from "./channels.ts";

/** @throws SlackError user_not_found */
export function findUser(state: SlackState, id: string): User {
  const user = state.users.get(id);
  if (!user) throw new SlackError("user_not_found");
  return user;
}

/** @returns whether the app was not a member before. @throws SlackError is_archived, … */
export function joinChannel(
  state: SlackState,
  channel: Channel,
): { channel: Channel; isNew: boolean } {
  refuseArchived(channel);
  if (channel.isPrivate) throw new SlackError("method_not_supported_for_channel_type");
  if (channel.members.includes(bot.id)) return { channel, isNew: false };
  return { channel: addMembers(state, channel, [bot.id]), isNew: true };
}

/**
 * People who are members already are passed over, unless all are.
 * @throws SlackError already_in_channel, user_not_found, cant_invite_self, not_in_channel,
 *   is_archived, with one entry per person
 */
export function inviteUsers(state: SlackState, channel: Channel, ids: readonly string[]): Channel {
  refuseArchived(channel);
  if (!channel.members.includes(bot.id)) throw new SlackError("not_in_channel");
  const refusals = ids.flatMap((id) => {
    const error =
      id === bot.id ? "cant_invite_self" : state.users.get(id) ? null : "user_not_found";
    return error === null ? [] : [{ user: id, ok: false, error }];
  });
  const [first] = refusals;
  if (first) throw new SlackError(first.error, "", { errors: refusals });
  // observed: the vendor's provider invites old and new members together and expects success.
  const fresh = ids.filter((id) => !channel.members.includes(id));
  if (fresh.length === 0) throw new SlackError("already_in_channel");
  return addMembers(state, channel, fresh);
}

/** @throws SlackError not_in_channel, cant_kick_self, cant_kick_from_general, user_not_found */
export function kickUser(state: SlackState, channel: Channel, id: string): Channel {
  refuseArchived(channel);
  if (channel.isGeneral) throw new SlackError("cant_kick_from_general");
  if (id === bot.id) throw new SlackError("cant_kick_self");
  findUser(state, id);
  if (!channel.members.includes(id)) throw new SlackError("not_in_channel");
  const members = channel.members.filter((member) => member !== id);
  return saveChannel(state, { ...channel, members });
}

function addMembers(state: SlackState, channel: Channel, ids: readonly string[]): Channel {
  return saveChannel(state, { ...channel, members: [...channel.members, ...ids] });
}
