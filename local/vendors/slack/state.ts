import type { CloudContext } from "../../context.ts";
import type { Collection } from "../../store.ts";

export interface User {
  id: string;
  /** The handle, without `@`. */
  name: string;
  realName: string;
  email: string | null;
  isBot: boolean;
}

/** A channel's topic or purpose. */
export interface Caption {
  value: string;
  creator: string;
  /** Seconds since 1970; 0 for never. */
  lastSet: number;
}

export interface Channel {
  id: string;
  name: string;
  isPrivate: boolean;
  isGeneral: boolean;
  isArchived: boolean;
  /** Seconds since 1970. */
  created: number;
  creator: string;
  topic: Caption;
  purpose: Caption;
  members: string[];
  previousNames: string[];
  /** Timestamp that was given out last, or empty. */
  lastTs: string;
}

export interface Message {
  channelId: string;
  /** Id and time in one: seconds since 1970 with six decimals. */
  ts: string;
  text: string;
  userId: string;
  username: string | null;
  blocks: unknown[] | null;
  attachments: unknown[] | null;
  threadTs: string | null;
  /** The incoming webhook that it came through. */
  webhookId: string | null;
  editedTs: string | null;
}

export interface Usergroup {
  id: string;
  name: string;
  handle: string;
  description: string;
  /** Default channels. */
  channels: string[];
  users: string[];
  isDisabled: boolean;
  createdBy: string;
  updatedBy: string;
  /** Seconds since 1970; 0 for never. */
  dateCreate: number;
  dateUpdate: number;
  dateDelete: number;
}

/** Every table of the emulated workspace. */
export interface SlackState {
  context: CloudContext;
  users: Collection<User>;
  channels: Collection<Channel>;
  messagesOf(channelId: string): Collection<Message>;
  usergroups: Collection<Usergroup>;
}

export function openState(context: CloudContext): SlackState {
  const table = <T extends object>(name: string) => context.store.collection<T>(`slack.${name}`);
  return {
    context,
    users: table("users"),
    channels: table("channels"),
    messagesOf: (channelId) => table(`messages.${channelId}`),
    usergroups: table("usergroups"),
  };
}

/** Seconds since 1970. */
export function nowSeconds(state: SlackState): number {
  return Math.floor(state.context.clock.now().getTime() / 1000);
}
