import type { PagerdutyState, User } from "./state.ts";

/** The people of the four escalation levels; the first two are the primary and the secondary. */
const seededUsers: readonly User[] = [
  person("PUADA01", "Ada Okafor", "ada@example.com", "+1 555 010 0001", "Engineer"),
  person("PUBEN02", "Ben Larsen", "ben@example.com", "+1 555 010 0002", "Engineer"),
  person("PUCHEN3", "Chen Wei", "chen@example.com", "+1 555 010 0003", "Team lead"),
  person("PUDANA4", "Dana Ruiz", "dana@example.com", "+1 555 010 0004", "Engineering manager"),
  person("PUEVE05", "Evelyn Hart", "evelyn@example.com", "+1 555 010 0005", "CTO"),
];

export interface IntegrationVendor {
  id: string;
  name: string;
}

/** A few of the products that PagerDuty knows how to be called by. */
export const vendors: readonly IntegrationVendor[] = [
  { id: "PVAMCW1", name: "Amazon CloudWatch" },
  { id: "PVCLDFL", name: "Cloudflare" },
  { id: "PVDDOG1", name: "Datadog" },
  { id: "PVGITHB", name: "GitHub" },
  { id: "PVSLACK", name: "Slack" },
];

export const priorities = ["P1", "P2", "P3", "P4", "P5"].map((name) => ({
  id: `PPRIO${name}`,
  name,
  description: `Priority ${name.slice(1)} of 5.`,
}));

export const abilities: readonly string[] = [
  "teams",
  "urgencies",
  "service_support_hours",
  "manual_alert_grouping",
  "read_only_users",
  "team_responders",
  "incident_priorities",
  "business_services",
];

export function seedPagerduty({ context, users }: PagerdutyState): void {
  context.store.transaction(() => {
    for (const user of seededUsers) if (!users.get(user.id)) users.put(user.id, user);
  });
}

function person(id: string, name: string, email: string, phone: string, jobTitle: string): User {
  return {
    id,
    name,
    email,
    phone,
    role: "user",
    jobTitle,
    timeZone: "Etc/UTC",
    color: "green",
    description: null,
  };
}
