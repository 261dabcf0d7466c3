import type { Webhooks } from "cloudflare/resources/alerting/destinations/webhooks";
import type { Policy } from "cloudflare/resources/alerting/policies";
import type { NotificationPolicyRow, WebhookRow } from "../tables.ts";

export function policyToWire(row: NotificationPolicyRow): Policy {
  const { alert_type, alert_interval, ...policy } = row;
  return {
    ...policy,
    // The API takes every type of alert it knows; the SDK's list is one release's.
    alert_type: alert_type as NonNullable<Policy["alert_type"]>,
    ...(alert_interval === null ? {} : { alert_interval }),
  };
}

/** The SDK's class and object share a name, so the object's fields are picked. */
type WebhookWire = Pick<Webhooks, "id" | "name" | "url" | "created_at" | "type">;

/** The secret is never answered. */
export function webhookToWire({ secret: _secret, ...row }: WebhookRow): WebhookWire {
  return { ...row, type: kindOf(row.url) };
}

function kindOf(url: string): NonNullable<Webhooks["type"]> {
  const { hostname } = new URL(url);
  if (hostname.endsWith("slack.com")) return "slack";
  if (hostname.endsWith("discord.com")) return "discord";
  return "generic";
}
