import { type Channel, type ChannelPorts, channelId, postJson } from "./channel.ts";
import type { Message } from "./notifier.ts";
import { cut, plainText } from "./plain-text.ts";

export interface PagerdutyTarget {
  /** `https://events.pagerduty.com/v2/enqueue` */
  readonly eventsUrl: string;
  /** By the system's name. */
  readonly routingKeys: Readonly<Record<string, string>>;
  /** Of all other systems; undefined where nobody is on duty for them. */
  readonly defaultRoutingKey: string | undefined;
}

const severities: Record<Message["severity"], "info" | "warning" | "critical"> = {
  info: "info",
  success: "info",
  warning: "warning",
  critical: "critical",
};

/** Calls people through the Events API v2; only messages with a page concern it. */
export function pagerdutyChannel(
  { eventsUrl, routingKeys, defaultRoutingKey = "" }: PagerdutyTarget,
  ports: ChannelPorts,
): Channel {
  const routingKeyOf = (service: string) => routingKeys[service] || defaultRoutingKey;
  return {
    name: "PagerDuty",
    id: channelId("PagerDuty", eventsUrl, ...Object.values(routingKeys), defaultRoutingKey),
    concerns: ({ page }) => page !== undefined && routingKeyOf(page.service) !== "",
    async deliver(message, signal) {
      const event = pagerdutyEvent(message, routingKeyOf(message.page?.service ?? ""));
      await postJson(eventsUrl, event, { channel: "PagerDuty", signal, ...ports });
    },
  };
}

/** @see https://developer.pagerduty.com/docs/send-alert-event: summary 1,024, dedup_key 255 characters */
export function pagerdutyEvent(message: Message, routingKey: string): object {
  const { page, stack, title, kind, severity, facts, correlationId } = message;
  if (page === undefined) throw new TypeError("A message without a page is no event.");
  const call = {
    routing_key: routingKey,
    event_action: page.action,
    dedup_key: cut(page.dedupKey, 255),
  };
  if (page.action === "resolve") return call;
  const details = facts.map(({ name, value }) => [name, cut(plainText(value), 2000)]);
  return {
    ...call,
    client: "Slipway",
    payload: {
      summary: cut(plainText(`${page.service} (${stack}): ${title}`), 1024),
      source: `slipway ${kind} ${stack}`,
      severity: severities[severity],
      component: page.service,
      group: stack,
      class: kind,
      custom_details: { ...Object.fromEntries(details), correlationId },
    },
  };
}
