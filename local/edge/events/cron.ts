/**
 * Cron expressions as Cloudflare takes them: five fields in UTC, Quartz-like, weekdays from 1 for
 * Sunday to 7 for Saturday.
 * @see https://developers.cloudflare.com/workers/configuration/cron-triggers/#supported-cron-expressions
 * @see https://github.com/cloudflare/saffron (0578f48), the parser that Cloudflare runs
 */
export interface Cron {
  /** Whether the trigger runs in the minute of `time`. */
  matches(time: Date): boolean;
}

interface Field {
  name: string;
  min: number;
  max: number;
  names?: readonly string[];
}

const MINUTE: Field = { name: "minute", min: 0, max: 59 };
const HOUR: Field = { name: "hour", min: 0, max: 23 };
const DAY: Field = { name: "day of month", min: 1, max: 31 };
const MONTH: Field = {
  name: "month",
  min: 1,
  max: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const WEEKDAY: Field = {
  name: "day of week",
  min: 1,
  max: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};

type DayTest = (time: Date) => boolean;

/** @throws Error that says which field is wrong and why. */
export function parseCron(expression: string): Cron {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) {
    throw new Error(`Cron "${expression}" has ${fields.length} fields; it must have 5.`);
  }
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  const minutes = parseSet(minute, MINUTE);
  const hours = parseSet(hour, HOUR);
  const months = parseSet(month, MONTH);
  const onDay = parseDay(day);
  const onWeekday = parseWeekday(weekday);
  return {
    matches: (time) =>
      minutes.has(time.getUTCMinutes()) &&
      hours.has(time.getUTCHours()) &&
      months.has(time.getUTCMonth() + 1) &&
      matchesDate(onDay, onWeekday, time),
  };
}

/** With both day fields restricted, either is enough. */
function matchesDate(day: DayTest | null, weekday: DayTest | null, time: Date): boolean {
  if (!day && !weekday) return true;
  return (day?.(time) ?? false) || (weekday?.(time) ?? false);
}

/** @returns null for `*`. */
function parseDay(text: string): DayTest | null {
  if (text === "*") return null;
  const last = /^L(?:-(\d+))?$/i.exec(text);
  if (last) return (time) => time.getUTCDate() === daysInMonth(time) - Number(last[1] ?? 0);
  if (/^LW$/i.test(text)) {
    return (time) => time.getUTCDate() === nearestWeekday(time, daysInMonth(time));
  }
  const near = /^(\d+)W$/i.exec(text);
  if (near) {
    const day = parseValue(near[1] ?? "", DAY);
    return (time) => time.getUTCDate() === nearestWeekday(time, day);
  }
  const days = parseSet(text, DAY);
  return (time) => days.has(time.getUTCDate());
}

/** @returns null for `*`. */
function parseWeekday(text: string): DayTest | null {
  if (text === "*") return null;
  const last = /^(\w*)L$/i.exec(text);
  if (last) {
    const weekday = last[1] ? parseValue(last[1], WEEKDAY) : 7;
    return (time) => weekdayOf(time) === weekday && time.getUTCDate() + 7 > daysInMonth(time);
  }
  const nth = /^(\w+)#([1-5])$/.exec(text);
  if (nth) {
    const weekday = parseValue(nth[1] ?? "", WEEKDAY);
    return (time) =>
      weekdayOf(time) === weekday && Math.ceil(time.getUTCDate() / 7) === Number(nth[2]);
  }
  const weekdays = parseSet(text, WEEKDAY);
  return (time) => weekdays.has(weekdayOf(time));
}

function parseSet(text: string, field: Field): ReadonlySet<number> {
  return new Set(text.split(",").flatMap((part) => parsePart(part, field)));
}

/** `*`, `5`, `1-5`, each with `/step`; a range may wrap around: `FRI-MON`. */
function parsePart(part: string, field: Field): number[] {
  const [range = "", stepText] = part.split("/");
  const step = stepText === undefined ? 1 : Number(stepText);
  if (!Number.isInteger(step) || step < 1) throw badField(part, field);
  const [from = "", to] = range.split("-");
  if (range === "*") return stepped(field.min, field.max, step, field);
  const start = parseValue(from, field);
  if (to !== undefined) return stepped(start, parseValue(to, field), step, field);
  return stepText === undefined ? [start] : stepped(start, field.max, step, field);
}

function stepped(start: number, end: number, step: number, field: Field): number[] {
  const size = field.max - field.min + 1;
  const length = (end - start + size) % size;
  const values: number[] = [];
  for (let offset = 0; offset <= length; offset += step) {
    values.push(field.min + ((start - field.min + offset) % size));
  }
  return values;
}

function parseValue(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return field.min + named;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < field.min || value > field.max) throw badField(text, field);
  return value;
}

function badField(text: string, field: Field): Error {
  return new Error(
    `"${text}" is no ${field.name} of a cron expression; values go from ${field.min} to ${field.max}.`,
  );
}

function weekdayOf(time: Date): number {
  return time.getUTCDay() + 1;
}

function daysInMonth(time: Date): number {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 0)).getUTCDate();
}

/** The weekday nearest to `day` of the month of `time`, without leaving that month. */
function nearestWeekday(time: Date, day: number): number {
  const last = daysInMonth(time);
  const date = Math.min(day, last);
  const weekday = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), date)).getUTCDay();
  if (weekday === 6) return date === 1 ? 3 : date - 1;
  if (weekday === 0) return date === last ? date - 2 : date + 1;
  return date;
}
