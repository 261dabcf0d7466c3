import { type Incident, type PagerdutyState, timestamp } from "../state.ts";
import { escalateTo, resolve, unacknowledge } from "./incidents.ts";

interface Due {
  at: number;
  run(): Incident;
}

/**
 * Brings open incidents up to the present: escalations, acknowledgements that run out, automatic
 * resolution. Called before incidents are read, since no timer runs.
 */
export function catchUp(state: PagerdutyState): void {
  const present = state.context.clock.now().getTime();
  state.context.store.transaction(() => {
    for (const incident of state.incidents.filter(({ status }) => status !== "resolved")) {
      let current = incident;
      for (;;) {
        const due = nextDue(state, current);
        if (!due || due.at > present) break;
        current = due.run();
      }
    }
  });
}

function nextDue(state: PagerdutyState, incident: Incident): Due | undefined {
  return [autoResolve(state, incident), escalation(state, incident), timeout(state, incident)]
    .filter((due) => due !== undefined)
    .sort((one, other) => one.at - other.at)[0];
}

/** @see https://support.pagerduty.com/main/docs/configurable-service-settings#auto-resolve */
function autoResolve(state: PagerdutyState, incident: Incident): Due | undefined {
  const seconds = state.services.get(incident.serviceId)?.autoResolveSeconds ?? null;
  if (seconds === null || incident.status === "resolved") return undefined;
  const at = Date.parse(incident.createdAt) + seconds * 1000;
  return {
    at,
    run: () =>
      resolve(
        state,
        incident,
        { type: "service", id: incident.serviceId },
        { at: timestamp(new Date(at)), channel: "timeout" },
      ),
  };
}

function timeout(state: PagerdutyState, incident: Incident): Due | undefined {
  const seconds = state.services.get(incident.serviceId)?.acknowledgementSeconds ?? null;
  if (seconds === null || incident.status !== "acknowledged") return undefined;
  const at = Date.parse(incident.statusChangedAt) + seconds * 1000;
  return { at, run: () => unacknowledge(state, incident, timestamp(new Date(at))) };
}

/** Low urgency does not escalate. @see https://support.pagerduty.com/main/docs/notifications#low-urgency */
function escalation(state: PagerdutyState, incident: Incident): Due | undefined {
  if (incident.status !== "triggered" || incident.urgency === "low") return undefined;
  const policy = state.policies.get(incident.policyId);
  if (!policy) return undefined;
  const last = policy.rules.length * (policy.loops + 1);
  const { escalationLevel } = incident;
  if (escalationLevel >= last) return undefined;
  const delay = policy.rules[(escalationLevel - 1) % policy.rules.length]?.delayMinutes ?? 0;
  const at = Date.parse(incident.levelSince) + delay * 60_000;
  const level = escalationLevel + 1;
  return { at, run: () => escalateTo(state, incident, level, timestamp(new Date(at))) };
}
