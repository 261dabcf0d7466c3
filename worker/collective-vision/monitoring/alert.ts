import { sendToPagerDuty } from "../../kit/alerts/pagerduty.ts";
import { postToSlack } from "../../kit/alerts/slack.ts";
import type { Env } from "../env.ts";
import type { Job } from "../job.ts";
import { type AlertState, type Channel, channels, readState, writeState } from "./alert-state.ts";
import type { CheckResult } from "./self-check.ts";

const defaultEventsUrl = "https://events.pagerduty.com/v2/enqueue";

/** What people should know, or null when all is well. */
type Situation = {
  /** The failing checks' names: what decides whether this is news. */
  readonly failing: string;
  /** The same with reasons, to be read. */
  readonly text: string;
} | null;

/**
 * Brings Slack and PagerDuty up to date with the checks. Each channel is told once of each change:
 * of trouble, of other trouble, of recovery. A channel that cannot be told is told at the next run.
 * Never throws: an alert that fails is logged.
 */
export async function updateAlerts(results: readonly CheckResult[], job: Job): Promise<void> {
  const { env, log } = job;
  const situation = describe(results);
  // Without a memory, trouble is told again rather than not at all, and recovery is kept quiet.
  const before = await readState(env.KV).catch((error: unknown): AlertState => {
    log.error("alert state is unreadable", { error });
    return {};
  });
  const after = await tellAll(before, situation, job);
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  await writeState(env.KV, after).catch((error: unknown) =>
    log.error("alert state is not kept", { error }),
  );
}

function describe(results: readonly CheckResult[]): Situation {
  const failing = results.filter(({ problem }) => problem !== undefined);
  if (failing.length === 0) return null;
  return {
    failing: failing.map(({ name }) => name).join(","),
    text: failing.map(({ name, problem }) => `${name} (${problem})`).join(", "),
  };
}

async function tellAll(before: AlertState, situation: Situation, job: Job): Promise<AlertState> {
  const outcomes = await Promise.all(
    channels.map(async (channel): Promise<AlertState> => {
      const told = before[channel];
      const isUpToDate = told === situation?.failing;
      if (isUpToDate || (await tell(channel, situation, job))) {
        return situation === null ? {} : { [channel]: situation.failing };
      }
      return told === undefined ? {} : { [channel]: told };
    }),
  );
  return Object.assign({}, ...outcomes);
}

/** Whether the channel took it. */
async function tell(channel: Channel, situation: Situation, job: Job): Promise<boolean> {
  const { log } = job;
  try {
    await senders[channel](situation, job);
    log.info("alert sent", { details: { channel, resolved: situation === null } });
    return true;
  } catch (error) {
    log.error("alert was not sent", { error, details: { channel } });
    return false;
  }
}

type Sender = (situation: Situation, job: Job) => Promise<void>;

const senders: Readonly<Record<Channel, Sender>> = {
  slack: (situation, { env, runtime: { fetch, now } }) =>
    postToSlack(
      fetch,
      env.SLACK_WEBHOOK_URL ?? "",
      `${headline(situation, env)} (${new Date(now()).toISOString()})`,
    ),
  pagerduty: (situation, { env, runtime: { fetch, now } }) => {
    const dedupKey = `collective-vision-${env.ENVIRONMENT}-health`;
    const target = {
      eventsUrl: env.PAGERDUTY_EVENTS_URL ?? defaultEventsUrl,
      routingKey: env.PAGERDUTY_ROUTING_KEY ?? "",
    };
    if (situation === null) return sendToPagerDuty(fetch, target, { action: "resolve", dedupKey });
    return sendToPagerDuty(fetch, target, {
      action: "trigger",
      dedupKey,
      summary: headline(situation, env),
      source: `collective-vision-${env.ENVIRONMENT}`,
      severity: env.ENVIRONMENT === "production" ? "critical" : "warning",
      timestamp: new Date(now()).toISOString(),
      details: { failing: situation.text, version: env.CF_VERSION_METADATA?.tag || "unknown" },
    });
  },
};

function headline(situation: Situation, { APP_NAME, ENVIRONMENT }: Env): string {
  const subject = `${APP_NAME} (${ENVIRONMENT})`;
  return situation === null
    ? `${subject}: all health checks pass again.`
    : `${subject}: health check failed: ${situation.text}.`;
}
