import { SlackError } from "../errors.ts";
import { bot } from "../seed.ts";
import type { Channel, Message, SlackState } from "../state.ts";
import { channelNamed, findChannel, refuseArchived } from "./channels.ts";

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
  const message: Message = {
    ...input,
    channelId: channel.id,
    ts: nextTs(state, channel),
    text: input.text ?? "",
    userId: bot.id,
    editedTs: null,
  };
  return saveMessage(state, message);
}

/** @throws SlackError message_not_found, cant_update_message, and as `postMessage` */
export function updateMessage(
  state: SlackState,
  channel: Channel,
  ts: string,
  input: Pick<MessageInput, "text" | "blocks" | "attachments">,
): Message {
  refuseArchived(channel);
  const message = state.messages.get(messageKey(channel.id, ts));
  if (!message) throw new SlackError("message_not_found");
  if (message.userId !== bot.id) throw new SlackError("cant_update_message");
  checkContent(input);
  const text = input.text ?? message.text;
  return saveMessage(state, { ...message, ...input, text, editedTs: nextTs(state, channel) });
}

/** Newest first. */
export function messagesIn(state: SlackState, channel: Channel): Message[] {
  return state.messages.filter(({ channelId }) => channelId === channel.id).reverse();
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

/** The present in microseconds, or just after the channel's last message if that is later. */
function nextTs(state: SlackState, channel: Channel): string {
  const present = state.context.clock.now().getTime() * 1000;
  const last = messagesIn(state, channel)[0]?.ts ?? "0";
  const micros = Math.max(present, Math.round(Number(last) * 1_000_000) + 1);
  const seconds = Math.floor(micros / 1_000_000);
  return `${seconds}.${String(micros % 1_000_000).padStart(6, "0")}`;
}

function saveMessage(state: SlackState, message: Message): Message {
  return state.messages.put(messageKey(message.channelId, message.ts), message);
}

function messageKey(channelId: string, ts: string): string {
  return `${channelId}/${ts}`;
}
