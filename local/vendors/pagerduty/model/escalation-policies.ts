import { invalidInput, notFound } from "../errors.ts";
import {
  type EscalationPolicy,
  type EscalationRule,
  type EscalationTarget,
  newId,
  type PagerdutyState,
  type User,
} from "../state.ts";
import { onCallAt } from "./rotation.ts";

export type PolicyInput = Pick<EscalationPolicy, "name"> &
  Partial<Pick<EscalationPolicy, "description" | "loops" | "handoffNotifications" | "teamIds">> & {
    rules: Omit<EscalationRule, "id">[];
  };

/** @throws PagerdutyError 404 */
export function findPolicy(state: PagerdutyState, id: string): EscalationPolicy {
  const policy = state.policies.get(id);
  if (!policy) throw notFound("Escalation Policy");
  return policy;
}

/** @throws PagerdutyError 400 for a taken name, no rule, a rule without target, a bad number. */
export function createPolicy(state: PagerdutyState, input: PolicyInput): EscalationPolicy {
  return savePolicy(state, {
    id: newId(state),
    description: null,
    loops: 0,
    handoffNotifications: "if_has_services",
    teamIds: [],
    ...input,
    rules: input.rules.map((rule) => ({ id: newId(state), ...rule })),
  });
}

/** Rules keep their ids by position. @throws PagerdutyError 400 as `createPolicy`. */
export function updatePolicy(
  state: PagerdutyState,
  policy: EscalationPolicy,
  { rules, ...changes }: Partial<PolicyInput>,
): EscalationPolicy {
  const merged = rules?.map((rule, index) => ({
    id: policy.rules[index]?.id ?? newId(state),
    ...rule,
  }));
  return savePolicy(state, { ...policy, ...changes, rules: merged ?? policy.rules });
}

/** @throws PagerdutyError 400 while a service uses it. */
export function deletePolicy(state: PagerdutyState, policy: EscalationPolicy): void {
  if (state.services.find(({ policyId }) => policyId === policy.id)) {
    throw invalidInput("The escalation policy can't be deleted if it's being used by services");
  }
  state.policies.delete(policy.id);
}

/** People whom a level tells at a moment, in order of its targets. Level counts from 1 and wraps. */
export function peopleAtLevel(
  state: PagerdutyState,
  policy: EscalationPolicy,
  level: number,
  at: Date,
): User[] {
  const rule = policy.rules[(level - 1) % policy.rules.length];
  const ids = (rule?.targets ?? []).map((target) => onCallOf(state, target, at));
  return [...new Set(ids)]
    .map((id) => (id === undefined ? undefined : state.users.get(id)))
    .filter((user) => user !== undefined);
}

export function onCallOf(
  state: PagerdutyState,
  target: EscalationTarget,
  at: Date,
): string | undefined {
  if (target.type === "user") return target.id;
  const schedule = state.schedules.get(target.id);
  return schedule && onCallAt(schedule, at);
}

function savePolicy(state: PagerdutyState, policy: EscalationPolicy): EscalationPolicy {
  const twin = state.policies.find((each) => each.id !== policy.id && each.name === policy.name);
  if (twin) throw invalidInput("Name has already been taken");
  if (policy.rules.length === 0) throw invalidInput("Escalation rules can't be empty");
  if (policy.loops < 0 || policy.loops > 9) {
    throw invalidInput(`num_loops is ${policy.loops}, must be between 0 and 9`);
  }
  for (const [index, rule] of policy.rules.entries()) checkRule(state, rule, index + 1);
  return state.policies.put(policy.id, policy);
}

function checkRule(state: PagerdutyState, rule: EscalationRule, number: number): void {
  if (rule.targets.length === 0) throw invalidInput(`Escalation rule ${number} has no target`);
  if (rule.delayMinutes < 1) {
    throw invalidInput(
      `Escalation rule ${number}: escalation_delay_in_minutes is ${rule.delayMinutes}, must be at least 1`,
    );
  }
  for (const { type, id } of rule.targets) {
    const table = type === "user" ? state.users : state.schedules;
    if (!table.get(id)) throw invalidInput(`Escalation rule ${number}: ${type} ${id} not found`);
  }
}
