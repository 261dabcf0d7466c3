import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import {
  createPolicy,
  deletePolicy,
  findPolicy,
  type PolicyInput,
  updatePolicy,
} from "../model/escalation-policies.ts";
import type { EscalationPolicy, PagerdutyState } from "../state.ts";
import { escalationPolicy } from "../wire/escalation-policies.ts";
import {
  links,
  matching,
  noContent,
  pageOf,
  param,
  queryList,
  readObject,
  referenceSchema,
} from "./http.ts";

const targetSchema = referenceSchema.extend({
  type: z
    .enum(["user", "user_reference", "schedule", "schedule_reference"])
    .transform((type) => (type.startsWith("user") ? ("user" as const) : ("schedule" as const))),
});
const ruleSchema = z.object({
  escalation_delay_in_minutes: z.int(),
  targets: z.array(targetSchema),
  escalation_rule_assignment_strategy: z
    .object({ type: z.enum(["assign_to_everyone", "round_robin"]) })
    .nullable()
    .optional(),
});
const policySchema = z.object({
  name: z.string().min(1),
  description: z.string().nullable().optional(),
  num_loops: z.int().nullable().optional(),
  on_call_handoff_notifications: z.enum(["if_has_services", "always"]).optional(),
  teams: z.array(referenceSchema).nullable().optional(),
  escalation_rules: z.array(ruleSchema),
});
const changesSchema = policySchema.partial();

export function escalationPolicyRoutes(app: Hono, state: PagerdutyState): void {
  const shown = (c: Context, value: EscalationPolicy) =>
    escalationPolicy(links(state), value, {
      services: state.services.filter(({ policyId }) => policyId === value.id),
      teams: state.teams.filter(({ id }) => value.teamIds.includes(id)),
      nameOf: ({ type, id }) =>
        (type === "user" ? state.users : state.schedules).get(id)?.name ?? id,
      withStrategies: queryList(c, "include").includes("escalation_rule_assignment_strategies"),
    });
  const policyOf = (c: Context) => findPolicy(state, param(c, "id"));

  app.get("/escalation_policies", (c) => {
    const found = matching(c, state.policies.list(), ({ name }) => name);
    return pageOf(
      c,
      "escalation_policies",
      found.map((each) => shown(c, each)),
    );
  });

  app.post("/escalation_policies", async (c) => {
    const body = await readObject(c, "escalation_policy", policySchema);
    const rules = rulesOf(body.escalation_rules);
    const created = createPolicy(state, { ...inputOf(body), name: body.name, rules });
    return Response.json({ escalation_policy: shown(c, created) }, { status: 201 });
  });

  app.get("/escalation_policies/:id", (c) =>
    Response.json({ escalation_policy: shown(c, policyOf(c)) }),
  );

  app.put("/escalation_policies/:id", async (c) => {
    const current = policyOf(c);
    const body = await readObject(c, "escalation_policy", changesSchema);
    const updated = updatePolicy(state, current, inputOf(body));
    return Response.json({ escalation_policy: shown(c, updated) });
  });

  app.delete("/escalation_policies/:id", (c) => {
    deletePolicy(state, policyOf(c));
    return noContent();
  });
}

function inputOf(body: z.infer<typeof changesSchema>): Partial<PolicyInput> {
  return defined({
    name: body.name,
    description: body.description,
    loops: body.num_loops ?? undefined,
    handoffNotifications: body.on_call_handoff_notifications,
    teamIds: body.teams?.map(({ id }) => id),
    rules: body.escalation_rules && rulesOf(body.escalation_rules),
  });
}

function rulesOf(rules: z.infer<typeof ruleSchema>[]): PolicyInput["rules"] {
  return rules.map((rule) => ({
    delayMinutes: rule.escalation_delay_in_minutes,
    targets: rule.targets,
    strategy: rule.escalation_rule_assignment_strategy?.type ?? "assign_to_everyone",
  }));
}
