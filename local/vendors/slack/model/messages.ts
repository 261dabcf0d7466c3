import { SlackError } from "../errors.ts";
import { bot } from "../seed.ts";
import type { Channel, Message, SlackState } from "../state.ts";
import { channelNamed, findChannel, refuseArchived, saveChannel } from "./channels.ts";

/** @see https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const MAX_TEXT_CHARACTERS = 40_000;
const MAX_BLOCKS = 50;

export interface MessageInput {
  text: string | undefined;
  blocks: unknown[] | null;
  attachments: unknown[] | null;
  threadTs: string | null;
  username: string | null;
  webhookId: string | null;
}

/** The channel that a message is for: by id, or by name with or without `#`. */
export function destination(state: SlackState, idOrName: string): Channel {
  const named = channelNamed(state, idOrName.replace(/^#/, ""));
  return findChannel(state, named?.id ?? idOrName);
}

/** @throws SlackError is_archived, no_text, msg_too_long, invalid_blocks */
export function postMessage(state: SlackState, channel: Channel, input: MessageInput): Message {
  refuseArchived(channel);
  checkContent(input);
  return state.context.store.transaction(() => {
    const ts = takeTs(state, channel);
    const text = input.text ?? "";
    const message = { ...input, channelId: channel.id, ts, text, userId: bot.id, editedTs: null };
    return state.messagesOf(channel.id).put(ts, message);
  });
}

/** @throws SlackError message_not_found, cant_update_message, and as `postMessage` */
export function updateMessage(
  state: SlackState,
  channel: Channel,
  ts: string,
  input: Pick<MessageInput, "text" | "blocks" | "attachments">,
): Message {
  refuseArchived(channel);
  const messages = state.messagesOf(channel.id);
  const message = messages.get(ts);
  if (!message) throw new SlackError("message_not_found");
  if (message.userId !== bot.id) throw new SlackError("cant_update_message");
  checkContent(input);
  const text = input.text ?? message.text;
  return state.context.store.transaction(() =>
    messages.put(ts, { ...message, ...input, text, editedTs: takeTs(state, channel) }),
  );
}

/** Newest first. */
export function messagesIn(state: SlackState, channel: Channel): Message[] {
  return state.messagesOf(channel.id).list().reverse();
}

function checkContent({
  text = "",
  blocks,
  attachments,
}: Pick<MessageInput, "text" | "blocks" | "attachments">): void {
  if (text === "" && !blocks?.length && !attachments?.length) throw new SlackError("no_text");
  if (text.length > MAX_TEXT_CHARACTERS) {
    throw new SlackError("msg_too_long", `at most ${MAX_TEXT_CHARACTERS} characters`);
  }
  if (blocks && blocks.length > MAX_BLOCKS) {
    throw new SlackError("invalid_blocks", `at most ${MAX_BLOCKS} blocks`);
  }
}

/** The present in microseconds, or just after the channel's last timestamp if that is later. */
function takeTs(state: SlackState, { id }: Channel): string {
  const channel = findChannel(state, id);
  const present = state.context.clock.now().getTime() * 1000;
  const micros = Math.max(present, Math.round(Number(channel.lastTs) * 1_000_000) + 1);
  const lastTs = `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, "0")}`;
  saveChannel(state, { ...channel, lastTs });
  return lastTs;
}
