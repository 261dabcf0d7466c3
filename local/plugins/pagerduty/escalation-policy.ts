import type { Plain, PlainObject } from "../grpc/property-value.ts";
import { integer, list, object, text } from "../schema/property.ts";
import { between, lengthBetween, oneOf } from "../schema/rules.ts";
import { description, idsOf, pagerdutyResource, reference } from "./resource.ts";

const REFERENCE = "_reference";

/** `teams` is one id, not a list: so it is in the SDK that goes with this provider. */
export const escalationPolicy = pagerdutyResource("escalationPolicy", {
  collection: "/escalation_policies",
  wrap: "escalation_policy",
  autoname: "name",
  readsBack: "when-created",
  query: { "include[]": "escalation_rule_assignment_strategies" },
  properties: {
    name: text({ kept: true }),
    description,
    numLoops: integer({ check: between(0, 9) }),
    teams: text(),
    rules: list(
      object({
        escalationDelayInMinutes: integer({ required: true }),
        escalationRuleAssignmentStrategy: object(
          { type: text({ kept: true, check: oneOf("assign_to_everyone", "round_robin") }) },
          { kept: true },
        ),
        id: text({ kept: true, unsent: true }),
        targets: list(
          object({
            id: text({ required: true }),
            type: text({
              default: "user_reference",
              check: oneOf("user_reference", "schedule_reference"),
            }),
          }),
          { required: true },
        ),
      }),
      { required: true, wire: "escalation_rules", check: lengthBetween(1, 50) },
    ),
  },
  body: ({ teams, ...body }) => ({
    ...body,
    ...(teams === undefined ? {} : { teams: teamsToWire(teams) }),
  }),
  answer: ({ teams, escalation_rules, ...answer }) => ({
    ...answer,
    teams: idsOf(teams)[0] ?? null,
    escalation_rules: asReferences(escalation_rules),
  }),
});

function teamsToWire(team: Plain): Plain[] {
  return team === null ? [] : [reference(team, "team_reference")];
}

/** An API may answer `user` where `user_reference` was sent. */
function asReferences(rules: unknown): unknown {
  if (!Array.isArray(rules)) return rules;
  return rules.map((rule: { targets?: PlainObject[] }) => ({
    ...rule,
    targets: (rule.targets ?? []).map((target) => ({
      ...target,
      type: String(target.type).replace(REFERENCE, "") + REFERENCE,
    })),
  }));
}
