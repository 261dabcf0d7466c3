import type { Service, SupportHours, Urgency, UrgencyKind } from "../state.ts";
import { secondOfDay, zonedTime } from "./zoned-time.ts";

export const severities = ["critical", "error", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/**
 * Urgency of an incident by its service's rule.
 * @see https://support.pagerduty.com/main/docs/configurable-service-settings#notification-urgency
 */
export function urgencyOf(
  { urgencyRule, supportHours }: Pick<Service, "urgencyRule" | "supportHours">,
  severity: Severity | undefined,
  at: Date,
): Urgency {
  if (urgencyRule.type === "constant") return fromKind(urgencyRule.urgency, severity);
  const isDuring = supportHours !== null && isInSupportHours(supportHours, at);
  const rule = isDuring ? urgencyRule.during_support_hours : urgencyRule.outside_support_hours;
  return fromKind(rule.urgency, severity);
}

function isInSupportHours(hours: SupportHours, at: Date): boolean {
  const local = zonedTime(at, hours.time_zone);
  return (
    hours.days_of_week.includes(local.dayOfWeek) &&
    local.secondOfDay >= secondOfDay(hours.start_time) &&
    local.secondOfDay < secondOfDay(hours.end_time)
  );
}

/** Severity-based: critical and error are high, as is an event that has none. */
function fromKind(kind: UrgencyKind, severity: Severity | undefined): Urgency {
  if (kind !== "severity_based") return kind;
  return severity === "warning" || severity === "info" ? "low" : "high";
}
