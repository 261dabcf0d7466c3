import type { DeployWindow, Weekday } from "./window-schema.ts";
import { addDays, instantOf, wallClock } from "./zoned-time.ts";

export type { DeployWindow } from "./window-schema.ts";

/** A time in which deployments may begin. */
export interface Opening {
  readonly opensAt: Date;
  /** The first instant that is outside. */
  readonly closesAt: Date;
}

/** Sunday first, as dates count. */
const weekdays: readonly { readonly key: Weekday; readonly name: string }[] = [
  { key: "sun", name: "Sunday" },
  { key: "mon", name: "Monday" },
  { key: "tue", name: "Tuesday" },
  { key: "wed", name: "Wednesday" },
  { key: "thu", name: "Thursday" },
  { key: "fri", name: "Friday" },
  { key: "sat", name: "Saturday" },
];

/** How far ahead an opening is looked for. */
const horizonDays = 400;

export function isOpen(window: DeployWindow, at: Date): boolean {
  const opening = openingOn(window, wallClock(at, window.timeZone).date);
  return opening !== undefined && opening.opensAt <= at && at < opening.closesAt;
}

export function isAlwaysOpen({ days, from, to, holidays }: DeployWindow): boolean {
  return days.length === 7 && from === "00:00" && to === "24:00" && holidays.length === 0;
}

/** The openings that have not ended, earliest first; fewer than asked for where the next year has fewer. */
export function openings(window: DeployWindow, from: Date, count: number): readonly Opening[] {
  const found: Opening[] = [];
  const { date } = wallClock(from, window.timeZone);
  for (let day = 0; day <= horizonDays && found.length < count; day++) {
    const opening = openingOn(window, addDays(date, day));
    if (opening !== undefined && opening.closesAt > from) found.push(opening);
  }
  return found;
}

/** Why nothing may be deployed now, in one sentence; undefined where it may. */
export function whyClosed(window: DeployWindow, at: Date): string | undefined {
  if (isOpen(window, at)) return undefined;
  const { date } = wallClock(at, window.timeZone);
  const isHoliday = window.holidays.includes(date);
  const now = `It is ${describeInstant(at, window.timeZone)} in ${window.timeZone}`;
  return `${now}${isHoliday ? ", a holiday" : ""}; deployments begin ${describeWindow(window)}.`;
}

/** `on Tuesday, Wednesday, Thursday from 10:00 to 16:00`, or `at any time`. */
export function describeWindow(window: DeployWindow): string {
  if (isAlwaysOpen(window)) return "at any time";
  const days = weekdays.filter(({ key }) => window.days.includes(key)).map(({ name }) => name);
  return `on ${days.join(", ")} from ${window.from} to ${window.to}`;
}

/** `Tuesday 2026-11-24, 10:00 to 16:00 in Europe/Lisbon (10:00 to 16:00 UTC)` */
export function describeOpening({ opensAt, closesAt }: Opening, timeZone: string): string {
  const times = (zone: string) => [opensAt, closesAt].map((at) => wallClock(at, zone).time);
  const [local, utc] = [times(timeZone).join(" to "), times("UTC").join(" to ")];
  return `${describeDay(opensAt, timeZone)}, ${local} in ${timeZone} (${utc} UTC)`;
}

/** A day has at most one opening: it begins when clocks first show `from` and ends when they last show `to`. */
function openingOn(window: DeployWindow, date: string): Opening | undefined {
  const { days, from, to, timeZone, holidays } = window;
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()];
  if (weekday === undefined || !days.includes(weekday.key)) return undefined;
  if (holidays.includes(date)) return undefined;
  return {
    opensAt: instantOf(date, from, timeZone),
    closesAt: instantOf(date, to, timeZone, "last"),
  };
}

function describeInstant(at: Date, timeZone: string): string {
  return `${describeDay(at, timeZone)}, ${wallClock(at, timeZone).time}`;
}

function describeDay(at: Date, timeZone: string): string {
  const { date, weekday } = wallClock(at, timeZone);
  return `${weekdays[weekday]?.name} ${date}`;
}
