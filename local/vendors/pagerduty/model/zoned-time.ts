/** A moment as the clock on the wall shows it somewhere. */
export interface ZonedTime {
  /** 1 Monday to 7 Sunday. */
  dayOfWeek: number;
  /** Seconds since local midnight. */
  secondOfDay: number;
}

const DAY_SECONDS = 86_400;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const formats = new Map<string, Intl.DateTimeFormat>();

export function zonedTime(date: Date, timeZone: string): ZonedTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  return {
    dayOfWeek: WEEKDAYS.indexOf(parts.weekday ?? "") + 1,
    secondOfDay: Number(parts.hour) * 3600 + Number(parts.minute) * 60 + Number(parts.second),
  };
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Seconds since midnight of `HH:MM:SS`. */
export function secondOfDay(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** Seconds since Monday's midnight. */
export function secondOfWeek({ dayOfWeek, secondOfDay }: ZonedTime): number {
  return (dayOfWeek - 1) * DAY_SECONDS + secondOfDay;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return format;
}
