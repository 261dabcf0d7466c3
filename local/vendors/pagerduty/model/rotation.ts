import type { Restriction, Schedule, ScheduleLayer } from "../state.ts";
import { secondOfDay, secondOfWeek, type ZonedTime, zonedTime } from "./zoned-time.ts";

const MINUTE_MS = 60_000;
const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;

/** One person's uninterrupted time on call. */
export interface Turn {
  userId: string;
  start: Date;
  end: Date;
}

/**
 * Who is on call at a moment: the highest layer that covers it decides.
 * @see https://support.pagerduty.com/main/docs/schedule-basics#schedule-layers
 */
export function onCallAt(schedule: Schedule, at: Date): string | undefined {
  for (const layer of schedule.layers.toReversed()) {
    const userId = layerUserAt(layer, schedule.timeZone, at);
    if (userId !== undefined) return userId;
  }
  return undefined;
}

/** @returns undefined outside the layer's life or restrictions. */
export function layerUserAt(layer: ScheduleLayer, timeZone: string, at: Date): string | undefined {
  const time = at.getTime();
  if (time < Date.parse(layer.start)) return undefined;
  if (layer.end !== null && time >= Date.parse(layer.end)) return undefined;
  if (layer.restrictions.length > 0) {
    const local = zonedTime(at, timeZone);
    if (!layer.restrictions.some((each) => covers(each, local))) return undefined;
  }
  // assumption: a turn lasts as long when clocks change.
  const turnMs = layer.rotationTurnLengthSeconds * 1000;
  const turn = Math.floor((time - Date.parse(layer.rotationVirtualStart)) / turnMs);
  const count = layer.userIds.length;
  return layer.userIds[((turn % count) + count) % count];
}

/** Turns between two moments, to the minute: rotations and restrictions begin on whole minutes. */
export function turnsBetween(
  since: Date,
  until: Date,
  userAt: (at: Date) => string | undefined,
): Turn[] {
  const turns: Turn[] = [];
  for (let time = since.getTime(); time < until.getTime(); time += MINUTE_MS) {
    const userId = userAt(new Date(time));
    const end = new Date(Math.min(time + MINUTE_MS, until.getTime()));
    const last = turns.at(-1);
    if (last && last.userId === userId && last.end.getTime() === time) last.end = end;
    else if (userId !== undefined) turns.push({ userId, start: new Date(time), end });
  }
  return turns;
}

/** Share of the time between two moments that the turns cover, 0–100, to one decimal. */
export function coveredPercentage(turns: readonly Turn[], since: Date, until: Date): number {
  const coveredMs = turns.reduce((sum, { start, end }) => sum + end.getTime() - start.getTime(), 0);
  return Math.round((1000 * coveredMs) / (until.getTime() - since.getTime())) / 10;
}

function covers(restriction: Restriction, local: ZonedTime): boolean {
  const isWeekly = restriction.type === "weekly_restriction";
  const period = isWeekly ? WEEK_SECONDS : DAY_SECONDS;
  const position = isWeekly ? secondOfWeek(local) : local.secondOfDay;
  const dayOffset = isWeekly ? ((restriction.startDayOfWeek ?? 1) - 1) * DAY_SECONDS : 0;
  const start = dayOffset + secondOfDay(restriction.startTimeOfDay);
  return (position - start + period) % period < restriction.durationSeconds;
}
