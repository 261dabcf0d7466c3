import type { ConversationsHistoryResponse } from "@slack/web-api";
import { bot, team } from "../seed.ts";
import type { Message } from "../state.ts";

type WireMessage = NonNullable<ConversationsHistoryResponse["messages"]>[number];

/** Blocks and attachments are echoed as they were sent. */
export function message(value: Message): WireMessage {
  const echoed = {
    ...(value.blocks && { blocks: value.blocks }),
    ...(value.attachments && { attachments: value.attachments }),
  } as Pick<WireMessage, "blocks" | "attachments">;
  return {
    type: "message",
    ts: value.ts,
    text: value.text,
    ...(value.webhookId === null
      ? { user: value.userId, team: team.id, bot_id: bot.botId, app_id: bot.appId }
      : { subtype: "bot_message", bot_id: value.webhookId }),
    ...(value.username !== null && { username: value.username }),
    ...(value.threadTs !== null && { thread_ts: value.threadTs }),
    ...(value.editedTs !== null && { edited: { user: value.userId, ts: value.editedTs } }),
    ...echoed,
  };
}
