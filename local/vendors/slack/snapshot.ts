import { messagesIn } from "./model/messages.ts";
import { team } from "./seed.ts";
import type { Channel, Message, SlackState } from "./state.ts";

const MESSAGES_SHOWN = 100;

/** What the console shows: channels with their newest messages, and user groups. */
export function slackSnapshot(state: SlackState) {
  return {
    team: team.name,
    people: state.users.list().map(({ id, realName }) => ({ id, name: realName })),
    channels: state.channels.list().map((each) => channelSnapshot(state, each)),
    usergroups: state.usergroups.list().map(({ name, handle, users, isDisabled }) => ({
      name,
      handle,
      isDisabled,
      users: users.map((id) => nameOf(state, id)),
    })),
  };
}

function channelSnapshot(state: SlackState, channel: Channel) {
  return {
    id: channel.id,
    name: channel.name,
    isPrivate: channel.isPrivate,
    isArchived: channel.isArchived,
    topic: channel.topic.value,
    purpose: channel.purpose.value,
    members: channel.members.map((id) => nameOf(state, id)),
    messages: messagesIn(state, channel)
      .slice(0, MESSAGES_SHOWN)
      .map((each) => messageSnapshot(state, each)),
  };
}

function messageSnapshot(state: SlackState, message: Message) {
  return {
    ts: message.ts,
    time: new Date(Number(message.ts) * 1000).toISOString(),
    author: message.username ?? nameOf(state, message.userId),
    text: message.text,
    blocks: message.blocks,
    attachments: message.attachments,
    threadTs: message.threadTs,
    isEdited: message.editedTs !== null,
  };
}

function nameOf(state: SlackState, userId: string): string {
  return state.users.get(userId)?.realName ?? userId;
}
