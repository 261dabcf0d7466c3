import type { Hono } from "hono";
import { SlackError } from "../errors.ts";
import {
  archiveChannel,
  createChannel,
  findChannel,
  renameChannel,
  setCaption,
  unarchiveChannel,
} from "../model/channels.ts";
import { inviteUsers, joinChannel, kickUser } from "../model/members.ts";
import { messagesIn } from "../model/messages.ts";
import { bot } from "../seed.ts";
import type { Channel, SlackState } from "../state.ts";
import { channel } from "../wire/channels.ts";
import { message } from "../wire/messages.ts";
import { cursorPage, type Method, registerMethods } from "./methods.ts";
import type { Parameters } from "./parameters.ts";

export function conversationRoutes(app: Hono, state: SlackState): void {
  registerMethods(app, state, { ...lookups, ...edits });
}

const lookups: Readonly<Record<string, Method>> = {
  "conversations.info": (state, parameters) => ({
    channel: channel(channelOf(state, parameters), parameters.flag("include_num_members")),
  }),

  "conversations.list": (state, parameters) => {
    const types = parameters.list("types");
    const isWanted = ({ isPrivate, isArchived, members }: Channel) =>
      (types.length === 0 ? !isPrivate : types.includes(typeOf(isPrivate))) &&
      !(isPrivate && !members.includes(bot.id)) &&
      !(isArchived && parameters.flag("exclude_archived"));
    const { page, ...metadata } = cursorPage(parameters, state.channels.filter(isWanted));
    return { channels: page.map((each) => channel(each, true)), ...metadata };
  },

  "conversations.members": (state, parameters) => {
    const { page, ...metadata } = cursorPage(parameters, channelOf(state, parameters).members);
    return { members: page, ...metadata };
  },

  "conversations.history": (state, parameters) => {
    const found = channelOf(state, parameters);
    if (!found.members.includes(bot.id)) throw new SlackError("not_in_channel");
    const isInside = timeFilter(parameters);
    const messages = messagesIn(state, found).filter(({ ts }) => isInside(Number(ts)));
    const { page, response_metadata } = cursorPage(parameters, messages);
    return {
      messages: page.map(message),
      has_more: response_metadata.next_cursor !== "",
      pin_count: 0,
      channel_actions_ts: null,
      channel_actions_count: 0,
      response_metadata,
    };
  },
};

const edits: Readonly<Record<string, Method>> = {
  "conversations.create": (state, parameters) => {
    const name = parameters.text("name") ?? "";
    return {
      channel: channel(createChannel(state, { name, isPrivate: parameters.flag("is_private") })),
    };
  },

  "conversations.rename": (state, parameters) => {
    const name = parameters.text("name") ?? "";
    return { channel: channel(renameChannel(state, channelOf(state, parameters), name)) };
  },

  "conversations.setTopic": (state, parameters) => {
    const topic = parameters.text("topic") ?? "";
    const updated = setCaption(state, channelOf(state, parameters), "topic", topic);
    return { channel: channel(updated), topic };
  },

  "conversations.setPurpose": (state, parameters) => {
    const purpose = parameters.text("purpose") ?? "";
    const updated = setCaption(state, channelOf(state, parameters), "purpose", purpose);
    return { channel: channel(updated), purpose };
  },

  "conversations.archive": (state, parameters) => {
    archiveChannel(state, channelOf(state, parameters));
    return {};
  },

  "conversations.unarchive": (state, parameters) => {
    unarchiveChannel(state, channelOf(state, parameters));
    return {};
  },

  "conversations.join": (state, parameters) => {
    const { channel: joined, isNew } = joinChannel(state, channelOf(state, parameters));
    const warning = "already_in_channel";
    const metadata = { warning, response_metadata: { warnings: [warning] } };
    return { channel: channel(joined), ...(!isNew && metadata) };
  },

  "conversations.invite": (state, parameters) => {
    const users = parameters.list("users");
    if (users.length === 0) throw new SlackError("no_user");
    return { channel: channel(inviteUsers(state, channelOf(state, parameters), users)) };
  },

  "conversations.kick": (state, parameters) => {
    kickUser(state, channelOf(state, parameters), parameters.required("user"));
    return {};
  },
};

function channelOf(state: SlackState, parameters: Parameters): Channel {
  return findChannel(state, parameters.required("channel"));
}

function typeOf(isPrivate: boolean): string {
  return isPrivate ? "private_channel" : "public_channel";
}

/** Bounds are left out unless `inclusive`. */
function timeFilter(parameters: Parameters): (ts: number) => boolean {
  const oldest = Number(parameters.text("oldest") ?? 0);
  const latest = Number(parameters.text("latest") ?? Number.POSITIVE_INFINITY);
  return parameters.flag("inclusive")
    ? (ts) => ts >= oldest && ts <= latest
    : (ts) => ts > oldest && ts < latest;
}
