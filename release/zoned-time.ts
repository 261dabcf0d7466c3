/** What a clock on the wall shows. */
export interface WallClock {
  /** `2026-11-24` */
  readonly date: string;
  /** `10:05` */
  readonly time: string;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const dayMs = 86_400_000;

/** What the clocks of a zone show at an instant. */
export function wallClock(at: Date, timeZone: string): WallClock {
  const shown = new Date(at.getTime() + offsetMs(at.getTime(), timeZone));
  const [date = "", time = ""] = shown.toISOString().split("T");
  return { date, time: time.slice(0, 5), weekday: shown.getUTCDay() };
}

/**
 * When the clocks of a zone show a time: the first instant, or the last where they are set back
 * and show it twice. A time they are set forward over is reached when they are.
 * @param time `00:00` to `24:00`
 */
export function instantOf(
  date: string,
  time: string,
  timeZone: string,
  which: "first" | "last" = "first",
): Date {
  const shown = Date.parse(`${date}T00:00:00Z`) + minutesOf(time) * 60_000;
  // With the offset of the day before and of the day after, whichever of them holds.
  const candidates = [shown - dayMs, shown + dayMs].map((ms) => shown - offsetMs(ms, timeZone));
  const [early, late] = [Math.min(...candidates), Math.max(...candidates)];
  const fitting = [early, late].filter((ms) => ms + offsetMs(ms, timeZone) === shown);
  const found = which === "first" ? fitting[0] : fitting.at(-1);
  return new Date(found ?? firstReaching(shown, early, late, timeZone));
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** The day after, or as many days after as asked for. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** The instant, between two, at which the clocks jump over what they should show. */
function firstReaching(shown: number, early: number, late: number, timeZone: string): number {
  let [before, after] = [early, late];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetMs(middle, timeZone) >= shown) after = middle;
    else before = middle;
  }
  return after;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMs(ms: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(ms);
  const part = (name: string) => Number(parts.find(({ type }) => type === name)?.value);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(ms / 1000) * 1000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}
