import type { EscalationPolicy, EscalationTarget, Service, Team } from "../state.ts";
import { teamReference } from "./people.ts";
import { identity, type Links, reference } from "./references.ts";

export interface PolicyParts {
  services: readonly Service[];
  teams: readonly Team[];
  nameOf(target: EscalationTarget): string;
  /** Rules name their assignment strategy only for clients that ask. */
  withStrategies: boolean;
}

export function escalationPolicy(links: Links, value: EscalationPolicy, parts: PolicyParts) {
  return {
    ...identity(links, "escalation_policies", value, "escalation_policy"),
    name: value.name,
    description: value.description,
    num_loops: value.loops,
    on_call_handoff_notifications: value.handoffNotifications,
    escalation_rules: value.rules.map((rule) => ({
      id: rule.id,
      escalation_delay_in_minutes: rule.delayMinutes,
      targets: rule.targets.map((target) =>
        reference(
          links,
          `${target.type}s`,
          { id: target.id, name: parts.nameOf(target) },
          target.type,
        ),
      ),
      ...(parts.withStrategies && {
        escalation_rule_assignment_strategy: { type: rule.strategy },
      }),
    })),
    services: parts.services.map((service) => reference(links, "services", service, "service")),
    teams: parts.teams.map((team) => teamReference(links, team)),
  };
}
