import {
  type Channel,
  type ChannelPorts,
  channelId,
  DeliveryError,
  type PostPorts,
  postJson,
  type Refusal,
} from "./channel.ts";
import type { Message } from "./notifier.ts";
import { largestDigest, slackDigest, slackPayload, slackText } from "./slack-payload.ts";

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

/** @see https://docs.slack.dev/apis/web-api/rate-limits#posting: one message per second and channel */
const pauseMs = 1000;

/** Slack's own channels, each with a pace and a fate of its own. */
export function slackChannels(target: SlackTarget, ports: ChannelPorts): readonly Channel[] {
  const common = { pauseMs, largestBatch: largestDigest };
  if ("webhookUrl" in target) {
    const { webhookUrl } = target;
    const name = "Slack";
    const deliver: Channel["deliver"] = (messages, signal) =>
      post(messages, (body) => postToWebhook(name, webhookUrl, body, { ...ports, signal }));
    return [{ ...common, name, id: channelId("Slack", webhookUrl), concerns: () => true, deliver }];
  }
  const { apiUrl, token, channels } = target;
  const channelOf = (channel: string, isForCritical: boolean): Channel => ({
    ...common,
    name: `Slack (${channel})`,
    id: channelId("Slack", apiUrl, token, channel),
    concerns: ({ severity }) => (severity === "critical") === isForCritical,
    deliver: (messages, signal) =>
      post(messages, (body) => postByToken(target, channel, body, { ...ports, signal })),
  });
  return [channelOf(channels.deployments, false), channelOf(channels.incidents, true)];
}

type Send = (body: object) => Promise<void>;

/** What Slack does not take with its looks goes without them. */
async function post(messages: readonly Message[], send: Send): Promise<void> {
  const [message, ...more] = messages;
  if (message === undefined) return;
  try {
    await send(more.length === 0 ? slackPayload(message) : slackDigest(messages));
  } catch (error) {
    if (!isAboutBlocks(error)) throw error;
    await send(slackText(messages));
  }
}

/** `invalid_blocks`, `msg_blocks_too_long` and the like. */
function isAboutBlocks(error: unknown): boolean {
  return (
    error instanceof DeliveryError && error.refusal === "message" && /blocks/.test(error.message)
  );
}

/** @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors */
async function postToWebhook(
  channel: string,
  url: string,
  body: object,
  ports: PostPorts,
): Promise<void> {
  const { status, text } = await postJson({ channel, url, body }, ports);
  if (status >= 300) throw refused(channel, text.trim());
}

/** @see https://docs.slack.dev/reference/methods/chat.postMessage: refusals come with status 200 */
async function postByToken(
  { apiUrl, token }: Extract<SlackTarget, { token: string }>,
  channel: string,
  payload: object,
  ports: PostPorts,
): Promise<void> {
  const name = `Slack (${channel})`;
  const url = `${apiUrl.replace(/\/+$/, "")}/chat.postMessage`;
  const headers = { authorization: `Bearer ${token}` };
  const body = { channel, ...payload };
  const { text } = await postJson({ channel: name, url, headers, body }, ports);
  const { ok, error } = JSON.parse(text) as { ok: boolean; error?: string };
  if (!ok) throw refused(name, error ?? "no reason given");
}

/** By what Slack answers, and what then has to be done. */
const refusals: Readonly<Record<string, string | null>> = {
  ...fromEach(["internal_error", "service_unavailable", "fatal_error"], null),
  ...fromEach(["request_timeout", "ratelimited", "rate_limited"], null),
  ...fromEach(["is_archived", "channel_is_archived"], "Unarchive the channel in Slack."),
  channel_not_found:
    "Deploy the stack, which makes its channels, and invite the app to what is private.",
  not_in_channel: "Invite the app to the channel: /invite in Slack.",
  ...fromEach(
    ["no_service", "no_service_id", "no_team", "invalid_token"],
    "Make a new webhook in Slack, and configure its address.",
  ),
  ...fromEach(
    ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"],
    "Set another token in SLACK_TOKEN.",
  ),
  ...fromEach(
    [
      "missing_scope",
      "action_prohibited",
      "restricted_action",
      "posting_to_general_channel_denied",
    ],
    "Let the app post there: it needs the scope chat:write, and the workspace may restrict channels.",
  ),
};

function fromEach<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function refused(channel: string, answer: string): DeliveryError {
  const found = refusals[answer];
  const refusal: Refusal = found === undefined ? "message" : found === null ? "busy" : "channel";
  const hint = found ?? undefined;
  return new DeliveryError(`${channel} refused the message: ${answer}`, { refusal, hint });
}
