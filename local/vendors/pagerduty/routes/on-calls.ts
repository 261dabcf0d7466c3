import type { Context, Hono } from "hono";
import { onCallOf } from "../model/escalation-policies.ts";
import type { EscalationPolicy, EscalationTarget, PagerdutyState } from "../state.ts";
import { mention } from "../wire/incidents.ts";
import { reference } from "../wire/references.ts";
import { links, namesIn, pageOf, queryList } from "./http.ts";

/** Who is on call at this moment, for every level of every policy. */
export function onCallRoutes(app: Hono, state: PagerdutyState): void {
  app.get("/oncalls", (c) =>
    pageOf(
      c,
      "oncalls",
      state.policies.list().flatMap((policy) => onCalls(state, c, policy)),
    ),
  );
}

function onCalls(state: PagerdutyState, c: Context, policy: EscalationPolicy) {
  const wanted = (name: string, id: string | undefined) => {
    const ids = queryList(c, name);
    return ids.length === 0 || (id !== undefined && ids.includes(id));
  };
  if (!wanted("escalation_policy_ids", policy.id)) return [];
  return policy.rules.flatMap((rule, index) =>
    rule.targets
      .map((target) => ({ target, userId: onCallOf(state, target, state.context.clock.now()) }))
      .filter(
        ({ target, userId }) =>
          userId !== undefined &&
          wanted("user_ids", userId) &&
          wanted("schedule_ids", target.type === "schedule" ? target.id : undefined),
      )
      .map(({ target, userId = "" }) => onCall(state, policy, index + 1, target, userId)),
  );
}

function onCall(
  state: PagerdutyState,
  policy: EscalationPolicy,
  level: number,
  target: EscalationTarget,
  userId: string,
) {
  const schedule = target.type === "schedule" ? state.schedules.get(target.id) : undefined;
  return {
    escalation_policy: mention(links(state), namesIn(state), "escalation_policy", policy.id),
    escalation_level: level,
    schedule: schedule ? reference(links(state), "schedules", schedule, "schedule") : null,
    user: mention(links(state), namesIn(state), "user", userId),
    start: null,
    end: null,
  };
}
