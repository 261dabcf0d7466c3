import { z } from "zod";
import { minutesOf } from "./zoned-time.ts";

const weekdayKeys = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdayKeys)[number];

const timeRule = "a time from 00:00 to 24:00 such as 16:00";
const dateRule = "a date such as 2026-12-25";
const daysRule = "at least one of mon, tue, wed, thu, fri, sat, sun, without repeats";
const zoneRule = "a time zone such as Europe/Lisbon";
const datesRule = "a list of dates without repeats";
const orderRule = "later than from";

const time = z
  .string({ error: timeRule })
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: timeRule })
  .meta({ rule: timeRule });
const date = z.string({ error: dateRule }).refine(isDate, { error: dateRule });

/**
 * A stack's `slipway:deployWindow`: when deployments to it may begin. Each rule reads on from "must
 * be". All times are those of clocks in `timeZone`.
 */
export const deployWindowSchema = z
  .strictObject(
    {
      days: z
        .array(z.enum(weekdayKeys, { error: `one of ${weekdayKeys.join(", ")}` }), {
          error: daysRule,
        })
        .min(1, { error: daysRule })
        .refine(isWithoutRepeats, { error: daysRule })
        .meta({ rule: daysRule, description: "On which days a deployment may begin." }),
      from: time.describe("When the window opens."),
      to: time.describe("When it closes; later than `from`."),
      timeZone: z
        .string({ error: "a time zone" })
        .refine(isTimeZone, { error: zoneRule })
        .meta({ rule: zoneRule, description: "The clocks that the window goes by." }),
      holidays: z
        .array(date, { error: datesRule })
        .refine(isWithoutRepeats, { error: datesRule })
        .meta({ rule: datesRule, description: "Dates on which nothing is deployed." }),
    },
    { error: "an object with days, from, to, timeZone, holidays" },
  )
  .refine(({ from, to }) => minutesOf(from) < minutesOf(to), { error: orderRule, path: ["to"] });

export type DeployWindow = z.infer<typeof deployWindowSchema>;

export function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** A day of the calendar: 2026-02-30 is none. */
function isDate(value: string): boolean {
  const ms = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === value;
}

function isWithoutRepeats(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
