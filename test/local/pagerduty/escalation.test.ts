import { expect, test } from "vitest";
import { pick } from "../support/pick.ts";
import { createOnCall, type PagerdutyServer, trigger, usePagerduty } from "./use-pagerduty.ts";

const MINUTE_MS = 60_000;

async function incident({ call }: PagerdutyServer) {
  return pick<{ id: string }>((await call("GET", "/incidents")).body, "incidents.0");
}

async function assignees(server: PagerdutyServer): Promise<string[]> {
  const assignments = pick<unknown[]>(await incident(server), "assignments");
  return assignments.map((each) => pick(each, "assignee.id"));
}

interface Notified {
  type: string;
  user: { id: string };
  channel: { notification: { type: string } };
}

async function notifications(server: PagerdutyServer): Promise<string[]> {
  const { id } = await incident(server);
  const { body } = await server.call("GET", `/incidents/${id}/log_entries?limit=100`);
  return pick<Notified[]>(body, "log_entries")
    .filter(({ type }) => type === "notify_log_entry")
    .map(
      ({ user, channel }) => `${user.id} ${channel.notification.type.replace("_notification", "")}`,
    )
    .reverse();
}

test("nobody answers: each level is told after the delay of the one before", async () => {
  const server = await usePagerduty();
  await server.send(trigger((await createOnCall(server)).routingKey));
  server.clock.advance(10 * MINUTE_MS - 1000);
  expect(await assignees(server)).toEqual(["PUADA01"]);
  server.clock.advance(1000);
  expect(await assignees(server)).toEqual(["PUCHEN3"]);
  server.clock.advance(20 * MINUTE_MS);
  expect(await assignees(server)).toEqual(["PUEVE05"]);
  server.clock.advance(600 * MINUTE_MS);
  expect(await assignees(server)).toEqual(["PUEVE05"]);
});

test("loops begin again at the first level", async () => {
  const server = await usePagerduty();
  await server.send(trigger((await createOnCall(server, { loops: 1 })).routingKey));
  server.clock.advance(40 * MINUTE_MS);
  expect(await assignees(server)).toEqual(["PUADA01"]);
});

test("an acknowledged incident does not escalate until the acknowledgement runs out", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server, { acknowledgementSeconds: 1800 });
  await server.send(trigger(routingKey));
  const { id } = await incident(server);
  await server.call("PUT", `/incidents/${id}`, { incident: { status: "acknowledged" } });
  server.clock.advance(29 * MINUTE_MS);
  expect(await incident(server)).toMatchObject({ status: "acknowledged" });
  expect(await assignees(server)).toEqual(["PUADA01"]);
  server.clock.advance(1 * MINUTE_MS);
  expect(await incident(server)).toMatchObject({ status: "triggered" });
  server.clock.advance(10 * MINUTE_MS);
  expect(await assignees(server)).toEqual(["PUCHEN3"]);
});

test("an incident resolves by itself after the service's timeout", async () => {
  const server = await usePagerduty();
  const { routingKey } = await createOnCall(server, { autoResolveSeconds: 14_400 });
  await server.send(trigger(routingKey));
  server.clock.advance(14_400_000);
  expect(await incident(server)).toMatchObject({
    status: "resolved",
    resolved_at: "2026-11-21T13:00:00Z",
  });
});

test("high urgency rings and mails, low urgency only mails and does not escalate", async () => {
  const high = await usePagerduty();
  await high.send(trigger((await createOnCall(high)).routingKey));
  expect(await notifications(high)).toEqual(["PUADA01 phone", "PUADA01 email"]);
  const low = await usePagerduty();
  await low.send(trigger((await createOnCall(low, { urgency: "low" })).routingKey));
  low.clock.advance(60 * MINUTE_MS);
  expect(await notifications(low)).toEqual(["PUADA01 email"]);
});

test("the snapshot says who would be told, level by level", async () => {
  const server = await usePagerduty();
  await createOnCall(server);
  const person = (name: string) => [{ name, methods: ["phone", "email"] }];
  expect(server.vendor.snapshot()).toMatchObject({
    services: [
      {
        name: "Collective Vision",
        wouldNotify: [
          { level: 1, afterMinutes: 0, people: person("Ada Okafor") },
          { level: 2, afterMinutes: 10, people: person("Chen Wei") },
          { level: 3, afterMinutes: 20, people: person("Dana Ruiz") },
          { level: 4, afterMinutes: 30, people: person("Evelyn Hart") },
        ],
      },
    ],
  });
});

test("nobody is rung for a low-urgency service", async () => {
  const server = await usePagerduty();
  await createOnCall(server, { urgency: "low" });
  const snapshot = JSON.stringify(server.vendor.snapshot());
  expect(snapshot).toContain('"methods":["email"]');
  expect(snapshot).not.toContain("phone");
});

test("a resolved incident cannot be acknowledged", async () => {
  const server = await usePagerduty();
  await server.send(trigger((await createOnCall(server)).routingKey));
  const { id } = await incident(server);
  await server.call("PUT", `/incidents/${id}`, { incident: { status: "resolved" } });
  const answer = await server.call("PUT", `/incidents/${id}`, {
    incident: { status: "acknowledged" },
  });
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { code: 2001, errors: ["Incident Already Resolved"] } },
  });
});

test("a change of an incident names who made it", async () => {
  const server = await usePagerduty();
  await server.send(trigger((await createOnCall(server)).routingKey));
  const { id } = await incident(server);
  const put = { method: "PUT", body: JSON.stringify({ incident: { status: "resolved" } }) };
  const headers = { authorization: "Token token=local-x" };
  const nobody = await fetch(`${server.url}/incidents/${id}`, { ...put, headers });
  expect(nobody.status).toBe(400);
  await server.call("PUT", "/incidents", {
    incidents: [{ id, type: "incident_reference", status: "resolved" }],
  });
  expect(await incident(server)).toMatchObject({
    status: "resolved",
    last_status_change_by: { id: "PUADA01", type: "user_reference" },
  });
});

test("a note is kept and logged", async () => {
  const server = await usePagerduty();
  await server.send(trigger((await createOnCall(server)).routingKey));
  const { id } = await incident(server);
  await server.call("POST", `/incidents/${id}/notes`, { note: { content: "Rolled back." } });
  const { body } = await server.call("GET", `/incidents/${id}/notes`);
  expect(pick(body, "notes")).toMatchObject([{ content: "Rolled back.", user: { id: "PUADA01" } }]);
});
