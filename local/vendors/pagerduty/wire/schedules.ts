import {
  coveredPercentage,
  layerUserAt,
  onCallAt,
  type Turn,
  turnsBetween,
} from "../model/rotation.ts";
import type {
  EscalationPolicy,
  Restriction,
  Schedule,
  ScheduleLayer,
  Team,
  User,
} from "../state.ts";
import { timestamp } from "../state.ts";
import { teamReference, userReference } from "./people.ts";
import { identity, type Links, reference } from "./references.ts";

/** What a schedule refers to. */
export interface ScheduleParts {
  users: ReadonlyMap<string, User>;
  teams: readonly Team[];
  policies: readonly EscalationPolicy[];
}

export interface RenderWindow {
  since: Date;
  until: Date;
}

/**
 * Layers are answered from the one that takes precedence down: the reverse of how they are sent.
 * Turns are rendered only for a window that was asked for.
 * @see PagerDuty/terraform-provider-pagerduty `flattenScheduleLayers` at 95cf9d8
 */
export function schedule(
  links: Links,
  value: Schedule,
  parts: ScheduleParts,
  window: RenderWindow | undefined,
) {
  const userIds = new Set(value.layers.flatMap((layer) => layer.userIds));
  return {
    ...scheduleSummary(links, value, parts),
    users: [...userIds].map((id) => userOf(links, parts, id)),
    schedule_layers: value.layers
      .map((layer) => scheduleLayer(links, value, layer, parts, window))
      .reverse(),
    overrides_subschedule: {
      name: "Overrides",
      ...rendered(links, parts, undefined, () => undefined),
    },
    final_schedule: {
      name: "Final Schedule",
      ...rendered(links, parts, window, (at) => onCallAt(value, at)),
    },
  };
}

/** A schedule as lists show it. */
export function scheduleSummary(links: Links, value: Schedule, parts: ScheduleParts) {
  return {
    ...identity(links, "schedules", value, "schedule"),
    name: value.name,
    description: value.description,
    time_zone: value.timeZone,
    escalation_policies: parts.policies.map((policy) =>
      reference(links, "escalation_policies", policy, "escalation_policy"),
    ),
    teams: parts.teams.map((team) => teamReference(links, team)),
  };
}

function scheduleLayer(
  links: Links,
  { timeZone }: Schedule,
  layer: ScheduleLayer,
  parts: ScheduleParts,
  window: RenderWindow | undefined,
) {
  return {
    id: layer.id,
    name: layer.name,
    start: layer.start,
    ...(layer.end !== null && { end: layer.end }),
    rotation_virtual_start: layer.rotationVirtualStart,
    rotation_turn_length_seconds: layer.rotationTurnLengthSeconds,
    users: layer.userIds.map((id) => ({ user: userOf(links, parts, id) })),
    restrictions: layer.restrictions.map(wireRestriction),
    ...rendered(links, parts, window, (at) => layerUserAt(layer, timeZone, at)),
  };
}

function rendered(
  links: Links,
  parts: ScheduleParts,
  window: RenderWindow | undefined,
  userAt: (at: Date) => string | undefined,
) {
  if (!window) return { rendered_schedule_entries: [], rendered_coverage_percentage: 0 };
  const turns = turnsBetween(window.since, window.until, userAt);
  return {
    rendered_schedule_entries: turns.map((turn) => entry(links, parts, turn)),
    rendered_coverage_percentage: coveredPercentage(turns, window.since, window.until),
  };
}

function entry(links: Links, parts: ScheduleParts, { userId, start, end }: Turn) {
  return { start: timestamp(start), end: timestamp(end), user: userOf(links, parts, userId) };
}

function userOf(links: Links, { users }: ScheduleParts, id: string) {
  const user = users.get(id);
  return user
    ? userReference(links, user)
    : { ...reference(links, "users", { id, name: id }, "user"), deleted_at: null };
}

function wireRestriction(restriction: Restriction) {
  return {
    type: restriction.type,
    start_time_of_day: restriction.startTimeOfDay,
    ...(restriction.startDayOfWeek !== null && { start_day_of_week: restriction.startDayOfWeek }),
    duration_seconds: restriction.durationSeconds,
  };
}
