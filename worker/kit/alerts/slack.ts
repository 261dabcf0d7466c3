import { type Fetch, postAlert } from "./delivery.ts";

/**
 * Escapes text for a Slack message, so that it cannot link, mention or notify.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/**
 * Posts to an incoming webhook.
 *
 * @throws AlertError
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function postToSlack(fetch: Fetch, webhookUrl: string, text: string): Promise<void> {
  return postAlert(fetch, "Slack", webhookUrl, { text: escapeSlack(text) });
}
