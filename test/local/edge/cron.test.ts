import { expect, test } from "vitest";
import { parseCron } from "../../../local/edge/events/cron.ts";

const matches = (expression: string, time: string) =>
  parseCron(expression).matches(new Date(`${time}:30Z`));

// 2026-11-21 is a Saturday.
test.each([
  ["* * * * *", "2026-11-21T10:17", true],
  ["*/5 * * * *", "2026-11-21T10:15", true],
  ["*/5 * * * *", "2026-11-21T10:17", false],
  ["3-59/15 * * * *", "2026-11-21T10:18", true],
  ["3/15 * * * *", "2026-11-21T10:33", true],
  ["0,30 9-17 * * *", "2026-11-21T17:30", true],
  ["0,30 9-17 * * *", "2026-11-21T18:00", false],
  ["0 0 * * SAT", "2026-11-21T00:00", true],
  ["0 0 * * 7", "2026-11-21T00:00", true],
  ["0 0 * * 1", "2026-11-22T00:00", true],
  ["0 0 * * mon-fri", "2026-11-21T00:00", false],
  ["0 0 * * FRI-MON", "2026-11-22T00:00", true],
  ["0 0 * NOV *", "2026-11-21T00:00", true],
  ["0 0 * jan,feb *", "2026-11-21T00:00", false],
  ["0 0 1 * SAT", "2026-11-21T00:00", true],
  ["0 0 21 * SUN", "2026-11-21T00:00", true],
  ["0 0 L * *", "2026-11-30T00:00", true],
  ["0 0 L-2 * *", "2026-11-28T00:00", true],
  ["0 0 LW * *", "2026-02-27T00:00", true],
  ["0 0 21W * *", "2026-11-20T00:00", true],
  ["0 0 1W * *", "2026-08-03T00:00", true],
  ["0 0 * * 6L", "2026-11-27T00:00", true],
  ["0 0 * * L", "2026-11-28T00:00", true],
  ["0 0 * * SAT#3", "2026-11-21T00:00", true],
  ["0 0 * * SAT#2", "2026-11-21T00:00", false],
])("%s at %s: %s", (expression, time, expected) => {
  expect(matches(expression, time)).toBe(expected);
});

test.each([
  ["* * * *", 'Cron "* * * *" has 4 fields; it must have 5.'],
  ["60 * * * *", '"60" is no minute of a cron expression; values go from 0 to 59.'],
  ["* * * * 0", '"0" is no day of week of a cron expression; values go from 1 to 7.'],
  ["*/0 * * * *", '"*/0" is no minute of a cron expression; values go from 0 to 59.'],
  ["* * * FOO *", '"FOO" is no month of a cron expression; values go from 1 to 12.'],
])("refuses %s", (expression, message) => {
  expect(() => parseCron(expression)).toThrow(message);
});
