import { type Channel, type ChannelPorts, channelId, DeliveryError, postJson } from "./channel.ts";
import type { Fact, Message } from "./notifier.ts";
import { cut, plainText } from "./plain-text.ts";

/** Where in Slack messages go: to a webhook's own channel, or by a token to two. */
export type SlackTarget =
  | { readonly webhookUrl: string }
  | {
      /** `https://slack.com/api/` */
      readonly apiUrl: string;
      readonly token: string;
      /** Names, each with its `#`. */
      readonly channels: { readonly deployments: string; readonly incidents: string };
    };

/** @see https://docs.slack.dev/reference/block-kit/blocks/header-block (150), section-block (10 fields of 2,000) */
const limits = { header: 150, fields: 10, field: 2000, text: 3000 };

const signs: Record<Message["severity"], string> = {
  info: ":information_source:",
  success: ":white_check_mark:",
  warning: ":warning:",
  critical: ":rotating_light:",
};

export function slackChannel(target: SlackTarget, ports: ChannelPorts): Channel {
  return {
    name: "Slack",
    id: channelId("Slack", ...Object.values(addressOf(target))),
    concerns: () => true,
    deliver: (message, signal) =>
      "webhookUrl" in target
        ? postToWebhook(target.webhookUrl, message, { ...ports, signal })
        : postByToken(target, message, { ...ports, signal }),
  };
}

function addressOf(target: SlackTarget): Record<string, string> {
  if ("webhookUrl" in target) return target;
  const { apiUrl, token, channels } = target;
  return { apiUrl, token, ...channels };
}

type PostPorts = ChannelPorts & { signal: AbortSignal };

async function postToWebhook(url: string, message: Message, ports: PostPorts): Promise<void> {
  await postJson(url, slackPayload(message), { channel: "Slack", ...ports });
}

/** @see https://docs.slack.dev/reference/methods/chat.postMessage: refusals come with status 200 */
async function postByToken(
  { apiUrl, token, channels }: Extract<SlackTarget, { token: string }>,
  message: Message,
  ports: PostPorts,
): Promise<void> {
  const channel = message.severity === "critical" ? channels.incidents : channels.deployments;
  const text = await postJson(
    `${apiUrl.replace(/\/+$/, "")}/chat.postMessage`,
    { channel, ...slackPayload(message) },
    { channel: "Slack", headers: { authorization: `Bearer ${token}` }, ...ports },
  );
  const { ok, error } = JSON.parse(text) as { ok: boolean; error?: string };
  if (ok) return;
  throw new DeliveryError(`Slack refused the message: ${error ?? "no reason given"}`, {
    isTemporary: error === "internal_error" || error === "service_unavailable",
  });
}

/** A message in Slack's own form. Nothing in it becomes mark-up or calls anybody. */
export function slackPayload(message: Message): { text: string; blocks: readonly object[] } {
  const { title, stack, severity, facts, correlationId } = message;
  const heading = plainText(`${signs[severity]} ${title}`);
  return {
    text: markup(`${heading} (${stack})`, limits.text),
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: cut(heading, limits.header), emoji: true },
      },
      ...fieldBlocks(facts),
      {
        type: "context",
        elements: [
          { type: "mrkdwn", text: markup(`${message.kind} · ${stack} · ${correlationId}`, 200) },
        ],
      },
    ],
  };
}

function fieldBlocks(facts: readonly Fact[]): object[] {
  if (facts.length === 0) return [];
  const fields = facts.slice(0, limits.fields).map(({ name, value }) => ({
    type: "mrkdwn",
    text: `*${markup(name, 90)}*\n${markup(value, limits.field - 100)}`,
  }));
  return [{ type: "section", fields }];
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Text as mark-up that shows just this text, of at most `length` characters.
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
function markup(text: string, length: number): string {
  const characters = [...plainText(text)].map((each) => entities[each] ?? each);
  if (characters.join("").length <= length) return characters.join("");
  let short = "";
  for (const each of characters) {
    if (short.length + each.length >= length) break;
    short += each;
  }
  return `${short}…`;
}
