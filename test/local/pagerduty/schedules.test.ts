import { expect, test } from "vitest";
import { onCallAt } from "../../../local/vendors/pagerduty/model/rotation.ts";
import type { Schedule, ScheduleLayer } from "../../../local/vendors/pagerduty/state.ts";
import { pick, pluck } from "../support/pick.ts";
import { type PagerdutyServer, usePagerduty } from "./use-pagerduty.ts";

const DAY_SECONDS = 86_400;

function layer(changes: Partial<ScheduleLayer> = {}): ScheduleLayer {
  return {
    id: "PLAYER1",
    name: "Layer 1",
    start: "2026-11-02T00:00:00Z",
    end: null,
    rotationVirtualStart: "2026-11-02T00:00:00Z",
    rotationTurnLengthSeconds: 7 * DAY_SECONDS,
    userIds: ["ada", "ben"],
    restrictions: [],
    ...changes,
  };
}

function schedule(layers: ScheduleLayer[], timeZone = "Etc/UTC"): Schedule {
  return { id: "PSCHED1", name: "Primary", description: null, timeZone, teamIds: [], layers };
}

test.each([
  ["2026-11-01T23:59:59Z", undefined],
  ["2026-11-02T00:00:00Z", "ada"],
  ["2026-11-08T23:59:59Z", "ada"],
  ["2026-11-09T00:00:00Z", "ben"],
  ["2026-11-16T00:00:00Z", "ada"],
])("in a weekly rotation, %s belongs to %s", (at, user) => {
  expect(onCallAt(schedule([layer()]), new Date(at))).toBe(user);
});

test.each([
  ["2026-11-03T08:59:00Z", "ada"],
  ["2026-11-03T09:00:00Z", "night"],
  ["2026-11-03T16:59:00Z", "night"],
  ["2026-11-03T17:00:00Z", "ada"],
])("a higher layer with hours of its own decides inside them: %s, %s", (at, user) => {
  const hours = layer({
    userIds: ["night"],
    restrictions: [
      {
        type: "daily_restriction",
        startTimeOfDay: "09:00:00",
        startDayOfWeek: null,
        durationSeconds: 8 * 3600,
      },
    ],
  });
  expect(onCallAt(schedule([layer(), hours]), new Date(at))).toBe(user);
});

test.each([
  ["2026-11-06T16:59:00+11:00", undefined],
  ["2026-11-06T17:00:00+11:00", "ada"],
  ["2026-11-09T08:59:00+11:00", "ada"],
  ["2026-11-09T09:00:00+11:00", undefined],
])("a weekend restriction follows the schedule's time zone: %s, %s", (at, user) => {
  const weekend = layer({
    userIds: ["ada"],
    restrictions: [
      {
        type: "weekly_restriction",
        startTimeOfDay: "17:00:00",
        startDayOfWeek: 5,
        durationSeconds: 64 * 3600,
      },
    ],
  });
  expect(onCallAt(schedule([weekend], "Australia/Sydney"), new Date(at))).toBe(user);
});

test("an ended layer covers nothing", () => {
  const ended = schedule([layer({ end: "2026-11-10T00:00:00Z" })]);
  expect(onCallAt(ended, new Date("2026-11-09T23:59:59Z"))).toBe("ben");
  expect(onCallAt(ended, new Date("2026-11-10T00:00:00Z"))).toBeUndefined();
});

const wireLayer = {
  name: "Weekly",
  start: "2026-11-02T00:00:00Z",
  rotation_virtual_start: "2026-11-02T00:00:00Z",
  rotation_turn_length_seconds: 7 * DAY_SECONDS,
  users: [{ user: { id: "PUADA01", type: "user" } }, { user: { id: "PUBEN02", type: "user" } }],
};

function create({ call }: PagerdutyServer, changes: object = {}) {
  const base = { name: "Primary", time_zone: "Etc/UTC", schedule_layers: [wireLayer] };
  return call("POST", "/schedules", { schedule: { ...base, ...changes } });
}

test("Go's text of a time is answered in RFC 3339", async () => {
  const server = await usePagerduty();
  const rotation_virtual_start = "2026-11-01 00:00:00 +0000 UTC";
  const { status, body } = await create(server, {
    schedule_layers: [{ ...wireLayer, rotation_virtual_start }],
  });
  expect(status).toBe(201);
  expect(pick(body, "schedule.schedule_layers.0.rotation_virtual_start")).toBe(
    "2026-11-01T00:00:00Z",
  );
  expect(pick(body, "schedule.final_schedule")).toMatchObject({ name: "Final Schedule" });
});

test("layers are answered from the one that takes precedence down", async () => {
  const server = await usePagerduty();
  const { body } = await create(server, {
    schedule_layers: [wireLayer, { ...wireLayer, name: "Holidays" }],
  });
  const names = pluck(body, "schedule.schedule_layers", "name");
  expect(names).toEqual(["Holidays", "Weekly"]);
});

test("turns are rendered for a window that is asked for", async () => {
  const server = await usePagerduty();
  const { body: created } = await create(server);
  const window = "since=2026-11-08T00:00:00Z&until=2026-11-10T00:00:00Z";
  const { body } = await server.call("GET", `/schedules/${pick(created, "schedule.id")}?${window}`);
  expect(pick(body, "schedule.final_schedule")).toMatchObject({
    rendered_coverage_percentage: 100,
    rendered_schedule_entries: [
      { start: "2026-11-08T00:00:00Z", end: "2026-11-09T00:00:00Z", user: { id: "PUADA01" } },
      { start: "2026-11-09T00:00:00Z", end: "2026-11-10T00:00:00Z", user: { id: "PUBEN02" } },
    ],
  });
});

test.each([
  [
    "an unknown user",
    { schedule_layers: [{ ...wireLayer, users: [{ user: { id: "PNOBODY" } }] }] },
  ],
  ["an unknown time zone", { time_zone: "Mars/Base" }],
  ["no layer", { schedule_layers: [] }],
  [
    "a turn below an hour",
    { schedule_layers: [{ ...wireLayer, rotation_turn_length_seconds: 3599 }] },
  ],
])("%s is refused", async (_, changes) => {
  const server = await usePagerduty();
  const { status, body } = await create(server, changes);
  expect(status).toBe(400);
  expect(pick(body, "error")).toMatchObject({ code: 2001, message: "Invalid Input Provided" });
});

test("a layer can be ended but not left out", async () => {
  const server = await usePagerduty();
  const { body: created } = await create(server);
  const old = pick<object>(created, "schedule.schedule_layers.0");
  const put = (schedule_layers: object[]) =>
    server.call("PUT", `/schedules/${pick(created, "schedule.id")}`, {
      schedule: { schedule_layers },
    });
  expect((await put([wireLayer])).status).toBe(400);
  const ended = { ...old, end: "2026-12-01T00:00:00Z" };
  expect((await put([ended, wireLayer])).status).toBe(200);
});

test("a schedule that a policy uses cannot be deleted", async () => {
  const server = await usePagerduty();
  const { body } = await create(server);
  const targets = [{ id: pick(body, "schedule.id"), type: "schedule_reference" }];
  await server.call("POST", "/escalation_policies", {
    escalation_policy: {
      name: "Default",
      escalation_rules: [{ escalation_delay_in_minutes: 10, targets }],
    },
  });
  expect(await server.call("DELETE", `/schedules/${pick(body, "schedule.id")}`)).toMatchObject({
    status: 400,
    body: {
      error: {
        errors: ["Schedule can't be deleted if it's being used by escalation policies"],
      },
    },
  });
});

test("who is on call now comes from the schedule", async () => {
  const server = await usePagerduty();
  const { body } = await create(server);
  const targets = [{ id: pick(body, "schedule.id"), type: "schedule_reference" }];
  await server.call("POST", "/escalation_policies", {
    escalation_policy: {
      name: "Default",
      escalation_rules: [{ escalation_delay_in_minutes: 10, targets }],
    },
  });
  const onCall = async () => pick((await server.call("GET", "/oncalls")).body, "oncalls");
  expect(await onCall()).toMatchObject([
    { escalation_level: 1, user: { id: "PUADA01" }, schedule: { id: pick(body, "schedule.id") } },
  ]);
  server.clock.advance(7 * DAY_SECONDS * 1000);
  expect(await onCall()).toMatchObject([{ user: { id: "PUBEN02" } }]);
});
