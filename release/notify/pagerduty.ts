import { createHash } from "node:crypto";
import { type Channel, type ChannelPorts, channelId, DeliveryError, postJson } from "./channel.ts";
import type { Fact, Message, Page } from "./notifier.ts";
import { cut, plainText } from "./plain-text.ts";

export interface PagerdutyTarget {
  /** `https://events.pagerduty.com/v2/enqueue` */
  readonly eventsUrl: string;
  /** By the system's name. */
  readonly routingKeys: Readonly<Record<string, string>>;
  /** Of all other systems; undefined where nobody is on duty for them. */
  readonly defaultRoutingKey: string | undefined;
}

/**
 * In characters; a whole event has at most 512 KB.
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
const limits = { summary: 1024, dedupKey: 255, detail: 2000, details: 100 };

const severities: Record<Message["severity"], "info" | "warning" | "critical"> = {
  info: "info",
  success: "info",
  warning: "warning",
  critical: "critical",
};

/**
 * Calls people through the Events API v2, those of each routing key by themselves: what is wrong with
 * one keeps nobody else from being called. Only pages concern them.
 */
export function pagerdutyChannels(
  { eventsUrl, routingKeys, defaultRoutingKey }: PagerdutyTarget,
  ports: ChannelPorts,
): readonly Channel[] {
  const keyOf = (service: string) => routingKeys[service] || defaultRoutingKey;
  const keys = new Set([...Object.values(routingKeys), defaultRoutingKey ?? ""].filter(Boolean));
  return [...keys].map((routingKey) => ({
    name: "PagerDuty",
    id: channelId("PagerDuty", eventsUrl, routingKey),
    pauseMs: 0,
    largestBatch: 1,
    concerns: ({ pages = [] }) => pages.some(({ service }) => keyOf(service) === routingKey),
    async deliver([message], signal) {
      const pages = message?.pages?.filter(({ service }) => keyOf(service) === routingKey) ?? [];
      for (const page of pages) {
        const body = message && pagerdutyEvent(message, page, routingKey);
        const answer = { channel: "PagerDuty", url: eventsUrl, body };
        const { status, text } = await postJson(answer, { ...ports, signal });
        if (status >= 300) throw refused(status, text);
      }
    },
  }));
}

/** An event that PagerDuty finds fault with tells nothing about the next; any other refusal does. */
function refused(status: number, text: string): DeliveryError {
  const refusal = status === 400 || status === 413 ? "message" : "channel";
  return new DeliveryError(`PagerDuty answered ${status}: ${text}`, { refusal });
}

export function pagerdutyEvent(message: Message, page: Page, routingKey: string): object {
  const { stack, title, kind, severity, facts, correlationId } = message;
  const call = {
    routing_key: routingKey,
    event_action: page.action,
    dedup_key: dedupKeyOf(page),
  };
  if (page.action === "resolve") return call;
  return {
    ...call,
    client: "Slipway",
    payload: {
      summary: cut(plainText(`${page.service} (${stack}): ${title}`), limits.summary),
      source: `slipway ${kind} ${stack}`,
      severity: severities[severity],
      component: page.service,
      group: stack,
      class: kind,
      custom_details: { ...detailsOf(facts), correlationId },
    },
  };
}

/** Facts of one name stand one below the other. */
function detailsOf(facts: readonly Fact[]): Record<string, string> {
  const details = new Map<string, string[]>();
  for (const { name, value } of facts) details.set(name, [...(details.get(name) ?? []), value]);
  const shown = [...details].slice(0, limits.details);
  const rest = details.size - shown.length;
  return {
    ...Object.fromEntries(
      shown.map(([name, values]) => [name, cut(plainText(values.join("\n")), limits.detail)]),
    ),
    ...(rest > 0 ? { more: `${rest} facts` } : {}),
  };
}

/** A key that is too long stays one that no other matter has. */
function dedupKeyOf({ dedupKey }: Page): string {
  if (dedupKey.length <= limits.dedupKey) return dedupKey;
  const digest = createHash("sha256").update(dedupKey).digest("hex").slice(0, 32);
  return `${dedupKey.slice(0, limits.dedupKey - digest.length - 1)} ${digest}`;
}
