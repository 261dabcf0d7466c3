import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type DeployWindow,
  describeOpening,
  describeWindow,
  isAlwaysOpen,
  isOpen,
  openings,
  whyClosed,
} from "../../release/window.ts";
import { wallClock } from "../../release/zoned-time.ts";

// Proves when a window is open, on the clocks of its zone, and what people are told when it is not.

const production: DeployWindow = {
  days: ["tue", "wed", "thu"],
  from: "10:00",
  to: "16:00",
  timeZone: "Europe/Lisbon",
  holidays: ["2026-12-08"],
};
const always: DeployWindow = {
  days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
  from: "00:00",
  to: "24:00",
  timeZone: "Europe/Lisbon",
  holidays: [],
};

test.each([
  ["a Tuesday's first instant", "2026-11-24T10:00:00.000Z", true],
  ["the instant before it", "2026-11-24T09:59:59.999Z", false],
  ["a Thursday's last instant", "2026-11-26T15:59:59.999Z", true],
  ["the instant after it", "2026-11-26T16:00:00.000Z", false],
  ["a Monday", "2026-11-23T12:00:00Z", false],
  ["a Friday morning", "2026-11-27T10:30:00Z", false],
  ["a Friday afternoon", "2026-11-27T15:00:00Z", false],
  ["a Saturday", "2026-11-28T12:00:00Z", false],
  ["a Sunday", "2026-11-29T12:00:00Z", false],
  ["a holiday that is a Tuesday", "2026-12-08T12:00:00Z", false],
  ["the Tuesday after it", "2026-12-15T12:00:00Z", true],
  ["the first instant in summer, an hour earlier in UTC", "2026-07-14T09:00:00Z", true],
  ["the instant before that", "2026-07-14T08:59:59.999Z", false],
  ["the hour that summer time takes from the afternoon in UTC", "2026-07-14T15:00:00Z", false],
])("%s is inside or outside", (_title, at, expected) => {
  expect(isOpen(production, new Date(at))).toBe(expected);
});

// Clocks in Lisbon: 2026-03-29 01:00 → 02:00, 2026-10-25 02:00 → 01:00.
test.each([
  ["set forward over its beginning", "2026-03-29", "01:30", "03:00", "01:00", "02:00"],
  ["set forward over its end", "2026-03-29", "00:30", "01:30", "00:30", "01:00"],
  ["set forward over all of it", "2026-03-29", "01:10", "01:50", "01:00", "01:00"],
  ["set forward inside it", "2026-03-29", "00:30", "02:30", "00:30", "01:30"],
  ["set back over its beginning", "2026-10-25", "01:30", "03:00", "00:30", "03:00"],
  ["set back over its end", "2026-10-25", "00:30", "01:30", "23:30", "01:30"],
  ["set back inside it", "2026-10-25", "00:30", "03:00", "23:30", "03:00"],
])("a window on a night when clocks are %s", (_title, date, from, to, opensAt, closesAt) => {
  const days: DeployWindow["days"] = ["sun"];
  const window: DeployWindow = { ...production, days, from, to, holidays: [] };
  const [opening] = openings(window, new Date(`${date}T00:00:00Z`), 1);
  const times = [opening?.opensAt, opening?.closesAt].map((at) => at?.toISOString().slice(11, 16));
  expect(times).toEqual([opensAt, closesAt]);
});

test("a window that is always open is so when midnight comes twice", () => {
  const beirut: DeployWindow = { ...always, timeZone: "Asia/Beirut" };
  const first = Date.parse("2026-10-24T18:00:00Z");
  const quarters = Array.from({ length: 40 }, (_, index) => new Date(first + index * 900_000));
  expect(quarters.filter((at) => !isOpen(beirut, at))).toEqual([]);
});

const zones = [
  "Europe/Lisbon",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "America/Havana",
  "UTC",
];
const anyWindow = fc
  .record({
    days: fc.uniqueArray(fc.constantFrom(...always.days), { minLength: 1 }),
    hours: fc.uniqueArray(fc.integer({ min: 0, max: 24 }), { minLength: 2, maxLength: 2 }),
    timeZone: fc.constantFrom(...zones),
    holidays: fc.constantFrom([], ["2026-03-29", "2026-10-25"]),
  })
  .map(({ hours, holidays, ...rest }): DeployWindow => {
    const [from = "", to = ""] = hours
      .sort((a, b) => a - b)
      .map((hour) => `${String(hour).padStart(2, "0")}:00`);
    return { ...rest, from, to, holidays: [...holidays] };
  });
const anyInstant = fc.date({
  min: new Date("2026-01-01T00:00:00Z"),
  max: new Date("2027-12-31T00:00:00Z"),
  noInvalidDate: true,
});

test("an instant is inside exactly when an opening holds it", () => {
  fc.assert(
    fc.property(anyWindow, anyInstant, (window, at) => {
      const [opening] = openings(window, at, 1);
      const isHeld = opening !== undefined && opening.opensAt <= at && at < opening.closesAt;
      expect(isOpen(window, at)).toBe(isHeld);
    }),
  );
});

test("inside, clocks show a day and a time of the window, whatever the zone", () => {
  fc.assert(
    fc.property(anyWindow, anyInstant, (window, at) => {
      const { date, time } = wallClock(at, window.timeZone);
      const weekday = new Date(`${date}T00:00:00Z`).toUTCString().slice(0, 3).toLowerCase();
      const isDay = window.days.some((day) => day === weekday) && !window.holidays.includes(date);
      const isInside = isDay && window.from <= time && time < window.to;
      if (isInside) expect(isOpen(window, at)).toBe(true);
      if (!isDay) expect(isOpen(window, at)).toBe(false);
    }),
  );
});

test("openings come in order and do not overlap", () => {
  fc.assert(
    fc.property(anyWindow, anyInstant, (window, at) => {
      const found = openings(window, at, 8);
      for (const [index, { opensAt, closesAt }] of found.entries()) {
        expect(opensAt < closesAt).toBe(true);
        const next = found[index + 1];
        if (next !== undefined) expect(closesAt <= next.opensAt).toBe(true);
      }
    }),
  );
});

test.each([
  [
    "2026-11-27T15:10:00Z",
    "It is Friday 2026-11-27, 15:10 in Europe/Lisbon; deployments begin on Tuesday, Wednesday, Thursday from 10:00 to 16:00.",
  ],
  [
    "2026-12-08T11:00:00Z",
    "It is Tuesday 2026-12-08, 11:00 in Europe/Lisbon, a holiday; deployments begin on Tuesday, Wednesday, Thursday from 10:00 to 16:00.",
  ],
  ["2026-11-24T11:00:00Z", undefined],
])("at %s the reason is %j", (at, reason) => {
  expect(whyClosed(production, new Date(at))).toBe(reason);
});

test("the opening after a Friday afternoon is the next Tuesday's", () => {
  const [opening] = openings(production, new Date("2026-07-10T15:00:00Z"), 1);
  if (opening === undefined) throw new Error("no opening");
  expect(describeOpening(opening, "Europe/Lisbon")).toBe(
    "Tuesday 2026-07-14, 10:00 to 16:00 in Europe/Lisbon (09:00 to 15:00 UTC)",
  );
});

test("an opening that has begun is the first of those to come", () => {
  const [opening] = openings(production, new Date("2026-11-24T15:00:00Z"), 1);
  expect(opening?.opensAt.toISOString()).toBe("2026-11-24T10:00:00.000Z");
});

test("a window that holidays close for longer than a year has no opening", () => {
  const mondays = Array.from({ length: 60 }, (_, week) =>
    new Date(Date.UTC(2026, 10, 23 + 7 * week)).toISOString().slice(0, 10),
  );
  const window: DeployWindow = { ...production, days: ["mon"], holidays: mondays };
  expect(openings(window, new Date("2026-11-21T00:00:00Z"), 1)).toEqual([]);
});

test.each([
  [always, true, "at any time"],
  [{ ...always, holidays: ["2026-12-25"] }, false, /^on Sunday, .* from 00:00 to 24:00$/],
  [production, false, "on Tuesday, Wednesday, Thursday from 10:00 to 16:00"],
])("a window tells whether it is always open", (window, isAlways, text) => {
  expect(isAlwaysOpen(window)).toBe(isAlways);
  expect(describeWindow(window)).toMatch(text);
});
