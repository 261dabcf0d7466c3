import { setTimeout as delay } from "node:timers/promises";
import { githubApi } from "../github-api.ts";
import type { Team } from "../service.ts";
import type { Alerting } from "../stack-outputs.ts";
import type { Channel, ChannelPorts } from "./channel.ts";
import type { QueueClock } from "./channel-queue.ts";
import { FolderOutbox, outboxDirectory } from "./folder-outbox.ts";
import { githubIssue } from "./github-issue.ts";
import type { Notifier } from "./notifier.ts";
import type { Outbox } from "./outbox.ts";
import { pagerdutyChannels } from "./pagerduty.ts";
import { queuedNotifier } from "./queued-notifier.ts";
import { redactor, secretsOf } from "./redact.ts";
import { type SlackTarget, slackChannels } from "./slack.ts";

export interface NotifierOptions {
  readonly team: Team;
  /** The stack's own addresses, where its secrets could be read. */
  readonly alerting?: Alerting | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Of each attempt. Default 5 s. */
  readonly timeoutMs?: number;
  /** At the end of a command. Default 5 s. */
  readonly settleMs?: number;
  readonly fetch?: typeof fetch;
  readonly outbox?: Outbox;
  readonly clock?: QueueClock;
}

/**
 * The way to a stack's people: by the addresses in its outputs, else by `SLACK_WEBHOOK_URL` or
 * `SLACK_TOKEN`, and `PAGERDUTY_ROUTING_KEY`. What is urgent and reaches nobody becomes an issue, where
 * there is a `GITHUB_TOKEN`.
 */
export function openNotifier(options: NotifierOptions): Notifier {
  const { alerting, team, env = process.env } = options;
  const { timeoutMs = 5000 } = options;
  const openGithub = (signal?: AbortSignal) =>
    githubApi({ env, fetch: options.fetch, timeoutMs, wait: () => delay(500), signal });
  return queuedNotifier({
    channels: channelsOf(options, env),
    redact: redactor([...secretsOf(env), ...secretsIn(alerting)]),
    outbox: options.outbox ?? new FolderOutbox(outboxDirectory(env)),
    clock: options.clock ?? clock,
    lastResort: openGithub() && githubIssue(openGithub, team.repository),
    settleMs: options.settleMs ?? 5000,
  });
}

const clock: QueueClock = {
  now: Date.now,
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => undefined),
};

function channelsOf(options: NotifierOptions, env: NodeJS.ProcessEnv): Channel[] {
  const ports: ChannelPorts = {
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? 5000,
  };
  const slack = slackTarget(options, env);
  const pagerduty = pagerdutyChannels(
    {
      eventsUrl: env.PAGERDUTY_EVENTS_URL || "https://events.pagerduty.com/v2/enqueue",
      routingKeys: options.alerting?.pagerdutyRoutingKeys ?? {},
      defaultRoutingKey: env.PAGERDUTY_ROUTING_KEY,
    },
    ports,
  );
  return [...(slack ? slackChannels(slack, ports) : []), ...pagerduty];
}

function slackTarget(
  { alerting, team: { channelSuffix } }: NotifierOptions,
  env: NodeJS.ProcessEnv,
): SlackTarget | undefined {
  const webhookUrl = alerting?.slackWebhookUrl || env.SLACK_WEBHOOK_URL;
  if (webhookUrl) return { webhookUrl: atBase(webhookUrl, env.SLACK_HOOKS_BASE_URL) };
  if (!env.SLACK_TOKEN) return undefined;
  return {
    apiUrl: env.SLACK_API_URL || "https://slack.com/api/",
    token: env.SLACK_TOKEN,
    channels: {
      deployments: `#deployments${channelSuffix}`,
      incidents: `#incidents${channelSuffix}`,
    },
  };
}

/** A webhook where the environment says that Slack's are: an address that is no secret. */
function atBase(webhookUrl: string, baseUrl: string | undefined): string {
  const origin = "https://hooks.slack.com/";
  if (!baseUrl || !webhookUrl.startsWith(origin)) return webhookUrl;
  return `${baseUrl.replace(/\/+$/, "")}/${webhookUrl.slice(origin.length)}`;
}

/** The addresses of people: who knows one can write to them. */
export function secretsIn(alerting: Alerting | undefined): string[] {
  if (alerting === undefined) return [];
  return [alerting.slackWebhookUrl, ...Object.values(alerting.pagerdutyRoutingKeys)];
}
