import type { Hono } from "hono";
import { SlackError } from "../errors.ts";
import { channelNamed } from "../model/channels.ts";
import { postMessage } from "../model/messages.ts";
import { team, webhooks } from "../seed.ts";
import type { SlackState } from "../state.ts";
import { Parameters, readFields } from "./parameters.ts";

/** @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors */
const STATUS_BY_ERROR: Readonly<Record<string, number>> = {
  no_service: 404,
  channel_not_found: 404,
  channel_is_archived: 410,
  invalid_token: 403,
};

/** Incoming webhooks answer text: `ok`, or the error's code. */
export function webhookRoutes(app: Hono, state: SlackState): void {
  app.post("/services/:team/:webhook/:token", async (c) => {
    try {
      const { team: teamId, webhook, token } = c.req.param();
      receive(state, teamId, webhook, token, await readPayload(c.req.raw));
      return c.text("ok");
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return new Response(error.code, { status: STATUS_BY_ERROR[error.code] ?? 400 });
    }
  });
}

function receive(
  state: SlackState,
  teamId: string,
  webhookId: string,
  token: string,
  payload: Parameters,
): void {
  const webhook = webhooks.find(({ id }) => id === webhookId);
  if (!webhook || teamId !== team.id) throw new SlackError("no_service");
  if (token !== webhook.token) throw new SlackError("invalid_token");
  const channel = channelNamed(state, webhook.channel);
  if (!channel) throw new SlackError("channel_not_found");
  if (channel.isArchived) throw new SlackError("channel_is_archived");
  postMessage(state, channel, {
    text: payload.text("text"),
    blocks: payload.array("blocks", "invalid_blocks_format"),
    attachments: payload.array("attachments", "invalid_attachments"),
    threadTs: payload.text("thread_ts") ?? null,
    username: payload.text("username") ?? "incoming-webhook",
    webhookId,
  });
}

/** JSON, or a form whose field `payload` is JSON. @throws SlackError invalid_payload */
async function readPayload(request: Request): Promise<Parameters> {
  const isForm = request.headers
    .get("content-type")
    ?.startsWith("application/x-www-form-urlencoded");
  const text = isForm ? (await readFields(request)).payload : await request.text();
  try {
    const payload: unknown = JSON.parse(String(text));
    if (typeof payload !== "object" || payload === null) throw new SlackError("invalid_payload");
    return new Parameters(payload as Record<string, unknown>);
  } catch {
    throw new SlackError("invalid_payload");
  }
}
