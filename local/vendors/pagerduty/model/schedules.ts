import { invalidInput, notFound } from "../errors.ts";
import { newId, type PagerdutyState, type Schedule, type ScheduleLayer } from "../state.ts";
import { isTimeZone } from "./zoned-time.ts";

export type LayerInput = Omit<ScheduleLayer, "id" | "name"> & {
  id: string | undefined;
  name: string | undefined;
};

export type ScheduleInput = Pick<Schedule, "name" | "timeZone"> &
  Partial<Pick<Schedule, "description" | "teamIds">> & { layers: LayerInput[] };

/** @throws PagerdutyError 404 */
export function findSchedule(state: PagerdutyState, id: string): Schedule {
  const schedule = state.schedules.get(id);
  if (!schedule) throw notFound("Schedule");
  return schedule;
}

/** @throws PagerdutyError 400 for a taken name, unknown time zone or user, or a bad turn length. */
export function createSchedule(state: PagerdutyState, input: ScheduleInput): Schedule {
  const layers = input.layers.map((layer, index) => withIdentity(state, layer, index));
  const schedule = { id: newId(state), description: null, teamIds: [], ...input, layers };
  return saveSchedule(state, schedule);
}

/**
 * A layer cannot be taken away, only ended.
 * @throws PagerdutyError 400 as `createSchedule`, or for a layer that is missing.
 */
export function updateSchedule(
  state: PagerdutyState,
  schedule: Schedule,
  input: Partial<ScheduleInput>,
): Schedule {
  const sent = input.layers?.map((layer, index) => withIdentity(state, layer, index));
  const layers = sent ?? schedule.layers;
  const missing = schedule.layers.find((layer) => !layers.some(({ id }) => id === layer.id));
  if (missing) {
    throw invalidInput(`Schedule layer ${missing.id} cannot be removed, only ended`);
  }
  return saveSchedule(state, { ...schedule, ...input, layers });
}

/**
 * @throws PagerdutyError 400 while an escalation policy uses it.
 * @see PagerDuty/terraform-provider-pagerduty `pagerduty/resource_pagerduty_schedule.go` at 95cf9d8
 */
export function deleteSchedule(state: PagerdutyState, schedule: Schedule): void {
  if (policiesUsing(state, schedule.id).length > 0) {
    throw invalidInput("Schedule can't be deleted if it's being used by escalation policies");
  }
  state.schedules.delete(schedule.id);
}

export function policiesUsing(state: PagerdutyState, targetId: string) {
  return state.policies.filter((policy) =>
    policy.rules.some((rule) => rule.targets.some(({ id }) => id === targetId)),
  );
}

function withIdentity(state: PagerdutyState, layer: LayerInput, index: number): ScheduleLayer {
  return { ...layer, id: layer.id || newId(state), name: layer.name || `Layer ${index + 1}` };
}

function saveSchedule(state: PagerdutyState, schedule: Schedule): Schedule {
  const twin = state.schedules.find(
    (each) => each.id !== schedule.id && each.name === schedule.name,
  );
  if (twin) throw invalidInput("Name has already been taken");
  if (!isTimeZone(schedule.timeZone)) {
    throw invalidInput(`Time zone "${schedule.timeZone}" is not known`);
  }
  if (schedule.layers.length === 0) throw invalidInput("Schedule must have at least one layer");
  for (const layer of schedule.layers) checkLayer(state, layer);
  return state.schedules.put(schedule.id, schedule);
}

function checkLayer(state: PagerdutyState, layer: ScheduleLayer): void {
  if (layer.userIds.length === 0) throw invalidInput(`${layer.name}: users can't be empty`);
  for (const id of layer.userIds) {
    if (!state.users.get(id)) throw invalidInput(`${layer.name}: user ${id} does not exist`);
  }
  const turn = layer.rotationTurnLengthSeconds;
  if (turn < 3600 || turn > 365 * 86_400) {
    throw invalidInput(
      `${layer.name}: rotation_turn_length_seconds is ${turn}, must be between 3600 and 31536000`,
    );
  }
}
