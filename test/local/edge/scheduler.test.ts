import { expect, test } from "vitest";
import { CronScheduler } from "../../../local/edge/events/scheduler.ts";

function schedulerAt(start: string, crons: readonly string[]) {
  let now = new Date(start);
  const runs: string[] = [];
  const scheduler = new CronScheduler({
    clock: { now: () => now },
    triggers: () => crons.map((cron) => ({ script: "w", cron })),
    run: ({ cron }, time) => runs.push(`${cron} at ${time.toISOString()}`),
  });
  const tickAt = (time: string) => {
    now = new Date(time);
    scheduler.tick();
  };
  return { runs, tickAt };
}

test("a trigger runs in the minutes that its expression names, at their start", () => {
  const { runs, tickAt } = schedulerAt("2026-11-21T10:03:10Z", ["*/5 * * * *"]);
  tickAt("2026-11-21T10:04:00.010Z");
  tickAt("2026-11-21T10:05:00.020Z");
  expect(runs).toEqual(["*/5 * * * * at 2026-11-21T10:05:00.000Z"]);
});

test("a minute's triggers run once however often it is looked at", () => {
  const { runs, tickAt } = schedulerAt("2026-11-21T10:04:59Z", ["* * * * *"]);
  tickAt("2026-11-21T10:05:00Z");
  tickAt("2026-11-21T10:05:30Z");
  expect(runs).toHaveLength(1);
});

test("minutes that passed unseen are not made up for", () => {
  const { runs, tickAt } = schedulerAt("2026-11-21T10:00:00Z", ["* * * * *"]);
  tickAt("2026-11-21T11:00:00Z");
  expect(runs).toEqual(["* * * * * at 2026-11-21T11:00:00.000Z"]);
});

test("the minute in which the scheduler starts is not run", () => {
  const { runs, tickAt } = schedulerAt("2026-11-21T10:00:01Z", ["* * * * *"]);
  tickAt("2026-11-21T10:00:59Z");
  expect(runs).toEqual([]);
});

test("an expression that does not parse keeps no other trigger from running", () => {
  const { runs, tickAt } = schedulerAt("2026-11-21T10:00:00Z", ["nonsense", "* * * * *"]);
  tickAt("2026-11-21T10:01:00Z");
  expect(runs).toHaveLength(1);
});
