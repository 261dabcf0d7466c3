import { ErrorCode, type Logger, LogLevel, WebClient } from "@slack/web-api";
import { createSlack } from "../../../local/vendors/slack/index.ts";
import { slackWebhookUrl } from "../../../local/vendors/slack/seed.ts";
import { useVendor, type VendorServer } from "../support/vendor-server.ts";

export interface SlackServer extends VendorServer {
  slack: WebClient;
  /** Posts to the seeded webhook of a channel. */
  hook(channel: string, payload: unknown): Promise<Response>;
}

/** Slack's own client, connected to a fresh emulator. */
export async function useSlack(): Promise<SlackServer> {
  const server = await useVendor(createSlack);
  const hook = (channel: string, payload: unknown) =>
    fetch(slackWebhookUrl(channel, server.url), {
      method: "POST",
      body: typeof payload === "string" ? payload : JSON.stringify(payload),
    });
  return { ...server, slack: clientFor(server), hook };
}

export function clientFor({ url }: VendorServer, token = "local-slack"): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    logger: silent,
  });
}

/** Refusals are what many tests are about: the client need not print them. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

export async function createChannel({ slack }: SlackServer, name: string): Promise<string> {
  const { channel } = await slack.conversations.create({ name });
  return channel?.id ?? "";
}

/** Slack's error code of a refused call. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { code, data } = error as { code: string; data?: { error?: string } };
    return code === ErrorCode.PlatformError ? (data?.error ?? "") : code;
  }
  throw new Error("The call was not refused.");
}
