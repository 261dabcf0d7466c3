import type { Plain, PlainObject } from "../grpc/property-value.ts";
import { flag, integer, list, object, output, text } from "../schema/property.ts";
import { description, idsOf, pagerdutyResource, reference } from "./resource.ts";

/** Two spellings of one moment are the same. */
function isSameMoment(a: Plain, b: Plain): boolean {
  return Date.parse(String(a)) === Date.parse(String(b));
}

const layer = object({
  id: text({ kept: true }),
  name: text({ kept: true }),
  start: text({ required: true, same: isSameMoment }),
  end: text({ same: isSameMoment }),
  rotationVirtualStart: text({ required: true, same: isSameMoment }),
  rotationTurnLengthSeconds: integer({ required: true }),
  renderedCoveragePercentage: text({ kept: true, unsent: true }),
  users: list(text(), { required: true }),
  restrictions: list(
    object({
      type: text({ required: true }),
      startTimeOfDay: text({ required: true }),
      startDayOfWeek: integer(),
      durationSeconds: integer({ required: true }),
    }),
  ),
});

export const schedule = pagerdutyResource("schedule", {
  collection: "/schedules",
  wrap: "schedule",
  autoname: "name",
  properties: {
    name: text({ kept: true }),
    timeZone: text({ required: true }),
    description,
    overflow: flag({ unread: true, unsent: true }),
    teams: list(text(), { unordered: true }),
    layers: list(layer, { required: true, wire: "schedule_layers" }),
    finalSchedules: output(list(object({ name: text(), renderedCoveragePercentage: text() }))),
  },
  body: ({ teams, schedule_layers, ...body }) => ({
    ...body,
    schedule_layers: (schedule_layers as PlainObject[]).map(layerToWire),
    ...(Array.isArray(teams)
      ? { teams: teams.map((team) => reference(team, "team_reference")) }
      : {}),
  }),
  answer: ({ teams, schedule_layers, final_schedule, ...answer }) => ({
    ...answer,
    teams: idsOf(teams),
    schedule_layers: layersFromWire(schedule_layers),
    final_schedules: [percentAsText((final_schedule ?? {}) as Record<string, unknown>)],
  }),
});

function layerToWire(wire: PlainObject): PlainObject {
  return {
    ...wire,
    rotation_virtual_start: goTime(String(wire.rotation_virtual_start)),
    users: (wire.users as string[]).map((id) => ({ user: { id, type: "user" } })),
  };
}

/** The provider sends this one time as Go prints it (observed): `2026-11-01 00:00:00 +0000 UTC`. */
function goTime(given: string): string {
  const time = new Date(given);
  if (Number.isNaN(time.getTime())) return given;
  return `${time.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}

/**
 * The API answers the layer that counts most first, a program gives it last.
 * @see PagerDuty/terraform-provider-pagerduty pagerduty/resource_pagerduty_schedule.go flattenScheduleLayers
 */
function layersFromWire(layers: unknown): Record<string, unknown>[] {
  const list = (layers ?? []) as Record<string, unknown>[];
  return list.map(layerFromWire).toReversed();
}

function layerFromWire(layer: Record<string, unknown>): Record<string, unknown> {
  const users = (layer.users ?? []) as { user: unknown }[];
  return { ...percentAsText(layer), users: idsOf(users.map(({ user }) => user)) };
}

function percentAsText(object: Record<string, unknown>): Record<string, unknown> {
  const { rendered_coverage_percentage: percent } = object;
  return {
    ...object,
    rendered_coverage_percentage:
      typeof percent === "number" ? percent.toFixed(2) : (percent ?? null),
  };
}
