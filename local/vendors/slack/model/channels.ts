import { SlackError } from "../errors.ts";
import { bot } from "../seed.ts";
import { type Channel, nowSeconds, type SlackState } from "../state.ts";

const MAX_NAME_CHARACTERS = 80;
const MAX_CAPTION_CHARACTERS = 250;

/**
 * A channel that the app can see: a private one only as a member.
 * @throws SlackError channel_not_found
 */
export function findChannel(state: SlackState, id: string): Channel {
  const channel = state.channels.get(id);
  if (!channel || (channel.isPrivate && !channel.members.includes(bot.id))) {
    throw new SlackError("channel_not_found");
  }
  return channel;
}

export function channelNamed(state: SlackState, name: string): Channel | undefined {
  return state.channels.find((each) => each.name === name);
}

/** The app becomes its first member. @throws SlackError name_taken, also by an archived channel */
export function createChannel(
  state: SlackState,
  { name, isPrivate }: { name: string; isPrivate: boolean },
): Channel {
  checkName(state, name);
  const blank = { value: "", creator: "", lastSet: 0 };
  return saveChannel(state, {
    id: `C${state.context.ids.upper(10)}`,
    name,
    isPrivate,
    isGeneral: false,
    isArchived: false,
    created: nowSeconds(state),
    creator: bot.id,
    topic: blank,
    purpose: blank,
    members: [bot.id],
    previousNames: [],
    lastTs: "",
  });
}

/** @throws SlackError name_taken, invalid_name_…, is_archived */
export function renameChannel(state: SlackState, channel: Channel, name: string): Channel {
  refuseArchived(channel);
  if (name === channel.name) return channel;
  checkName(state, name);
  const previousNames = [channel.name, ...channel.previousNames];
  return saveChannel(state, { ...channel, name, previousNames });
}

/** @throws SlackError too_long, is_archived, not_in_channel */
export function setCaption(
  state: SlackState,
  channel: Channel,
  field: "topic" | "purpose",
  value: string,
  author: string = bot.id,
): Channel {
  refuseArchived(channel);
  if (!channel.members.includes(author)) throw new SlackError("not_in_channel");
  if (value.length > MAX_CAPTION_CHARACTERS) {
    throw new SlackError("too_long", `at most ${MAX_CAPTION_CHARACTERS} characters`);
  }
  const caption = { value, creator: author, lastSet: nowSeconds(state) };
  return saveChannel(state, { ...channel, [field]: caption });
}

/** @throws SlackError already_archived, cant_archive_general */
export function archiveChannel(state: SlackState, channel: Channel): Channel {
  if (channel.isGeneral) throw new SlackError("cant_archive_general");
  if (channel.isArchived) throw new SlackError("already_archived");
  return saveChannel(state, { ...channel, isArchived: true });
}

/** @throws SlackError not_archived */
export function unarchiveChannel(state: SlackState, channel: Channel): Channel {
  if (!channel.isArchived) throw new SlackError("not_archived");
  return saveChannel(state, { ...channel, isArchived: false });
}

/** @throws SlackError is_archived */
export function refuseArchived({ isArchived }: Channel): void {
  if (isArchived) throw new SlackError("is_archived");
}

export function saveChannel(state: SlackState, channel: Channel): Channel {
  return state.channels.put(channel.id, channel);
}

/** @see https://docs.slack.dev/reference/methods/conversations.create#naming */
function checkName(state: SlackState, name: string): void {
  if (name === "") throw new SlackError("invalid_name_required");
  if (name.length > MAX_NAME_CHARACTERS) {
    throw new SlackError("invalid_name_maxlength", `at most ${MAX_NAME_CHARACTERS} characters`);
  }
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) {
    throw new SlackError(
      "invalid_name_specials",
      "only lower-case letters, digits, hyphens and underscores",
    );
  }
  if (!/[\p{L}\p{N}]/u.test(name)) throw new SlackError("invalid_name_punctuation");
  if (channelNamed(state, name)) throw new SlackError("name_taken");
}
