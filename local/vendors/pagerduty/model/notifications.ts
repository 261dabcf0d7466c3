import type { EscalationPolicy, Incident, PagerdutyState, Urgency, User } from "../state.ts";
import { peopleAtLevel } from "./escalation-policies.ts";
import { addEntry } from "./log-entries.ts";

export type NotificationMethod = "phone" | "email";

export interface NotificationLevel {
  level: number;
  /** Minutes after the incident was triggered. */
  afterMinutes: number;
  people: { user: User; methods: NotificationMethod[] }[];
}

/**
 * How a person is told: by phone and e-mail for high urgency, by e-mail alone for low. These are
 * the rules that every emulated user has.
 * @see https://support.pagerduty.com/main/docs/user-profile#notification-rules
 */
function methodsOf(user: User, urgency: Urgency): NotificationMethod[] {
  return urgency === "high" && user.phone !== null ? ["phone", "email"] : ["email"];
}

/** Who would be told if nobody acknowledged, level by level; low urgency stays at the first. */
export function notificationPlan(
  state: PagerdutyState,
  policy: EscalationPolicy,
  urgency: Urgency,
): NotificationLevel[] {
  const startedAt = state.context.clock.now().getTime();
  let afterMinutes = 0;
  const levels = policy.rules.map((rule, index) => {
    const level = index + 1;
    const at = new Date(startedAt + afterMinutes * 60_000);
    const people = peopleAtLevel(state, policy, level, at).map((user) => ({
      user,
      methods: methodsOf(user, urgency),
    }));
    const entry: NotificationLevel = { level, afterMinutes, people };
    afterMinutes += rule.delayMinutes;
    return entry;
  });
  return urgency === "high" ? levels : levels.slice(0, 1);
}

/** Records that people were told of an incident. */
export function notify(
  state: PagerdutyState,
  incident: Incident,
  users: readonly User[],
  createdAt: string,
): void {
  for (const user of users) {
    for (const method of methodsOf(user, incident.urgency)) {
      const address = method === "phone" ? (user.phone ?? "") : user.email;
      addEntry(state, incident, {
        type: "notify",
        agent: { type: "service", id: incident.serviceId },
        summary: `Notified ${user.name} via ${method}.`,
        createdAt,
        notified: { userId: user.id, method, address },
      });
    }
  }
}
