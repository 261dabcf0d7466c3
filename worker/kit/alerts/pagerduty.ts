import { truncate } from "../text.ts";
import { type Fetch, postAlert } from "./delivery.ts";

/** An event of PagerDuty's Events API v2. The same dedup key opens, updates and resolves one alert. */
export type PagerDutyEvent =
  | {
      readonly action: "trigger";
      readonly dedupKey: string;
      readonly summary: string;
      readonly source: string;
      readonly severity: "critical" | "error" | "warning" | "info";
      readonly timestamp: string;
      readonly details: Readonly<Record<string, string>>;
    }
  | { readonly action: "resolve"; readonly dedupKey: string };

export interface PagerDutyTarget {
  readonly eventsUrl: string;
  readonly routingKey: string;
}

const maxSummaryLength = 1024;

/**
 * Sends one event.
 *
 * @throws AlertError
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export function sendToPagerDuty(
  fetch: Fetch,
  target: PagerDutyTarget,
  event: PagerDutyEvent,
): Promise<void> {
  return postAlert(fetch, "PagerDuty", target.eventsUrl, {
    routing_key: target.routingKey,
    event_action: event.action,
    dedup_key: event.dedupKey,
    ...(event.action === "trigger" && {
      payload: {
        summary: truncate(event.summary, maxSummaryLength),
        source: event.source,
        severity: event.severity,
        timestamp: event.timestamp,
        custom_details: event.details,
      },
    }),
  });
}
