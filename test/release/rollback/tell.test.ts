import { expect, test } from "vitest";
import type { Message } from "../../../release/notify/notifier.ts";
import { rollbackBegins, rollbackEnded } from "../../../release/rollback/message.ts";
import type { Moved } from "../../../release/rollback/move.ts";
import { recordSteps } from "../../../release/rollback/record.ts";
import type { RollbackOutcome } from "../../../release/rollback/run.ts";
import { tellPeople } from "../../../release/rollback/tell.ts";
import { runSteps, type Step } from "../../../release/run-result.ts";
import { moved, newRelease, oldRelease, rollbackOrder, workerMove } from "./support/order.ts";

// Proves what a rollback tells people, GitHub and the audit record, by what became of it.

function outcome(statuses: readonly Moved["status"][], isProven = true): RollbackOutcome {
  return { moved: statuses.map((status) => moved(status)), isProven };
}

test.each([
  ["moved", true, `shop went back to ${oldRelease}`, "warning", "resolve"],
  ["moved", false, `shop went back to ${oldRelease}, but is not proven`, "critical", "trigger"],
  ["was-serving", true, `shop went back to ${oldRelease} before`, "warning", "resolve"],
  ["failed", false, "The rollback of shop failed", "critical", "trigger"],
] as const)(
  "traffic that is %s (proven: %s) is told as: %s",
  (status, isProven, title, severity, action) => {
    const message = rollbackEnded(rollbackOrder(), outcome([status], isProven));
    expect(message).toMatchObject({ title, severity, pages: [{ action, service: "shop" }] });
  },
);

test("the incident that begins with a rollback is the one that its proof ends", () => {
  const { title, pages } = rollbackBegins(rollbackOrder());
  expect(title).toBe(`shop goes back to ${oldRelease}`);
  const dedupKey = "slipway release staging shop";
  expect(pages).toEqual([{ action: "trigger", service: "shop", dedupKey }]);
  const end = rollbackEnded(rollbackOrder(), outcome(["moved"]));
  expect(end.pages).toMatchObject([{ dedupKey }]);
});

test("a message says which release instead of which, why, by whom, and what serves", () => {
  const { facts } = rollbackEnded(rollbackOrder(), outcome(["failed"], false));
  expect(facts).toEqual([
    { name: "Release", value: oldRelease },
    { name: "Instead of", value: newRelease },
    { name: "Reason", value: "it loses votes" },
    { name: "By", value: "ada" },
    { name: "api", value: "api serves something. It was refused." },
  ]);
});

async function runStep(step: Step) {
  const silent = { started: () => undefined, ended: () => undefined };
  return (await runSteps("run-1", [step], silent)).steps[0];
}

test.each([
  ["nobody can be told", { delivered: 0, problems: [] }, "warning"],
  ["a channel refuses", { delivered: 1, problems: ["Slack answered 404"] }, "warning"],
  ["a channel takes it", { delivered: 1, problems: [] }, "succeeded"],
] as const)("telling people when %s is: %s", async (_title, delivery, status) => {
  const sent: Message[] = [];
  const notifier = {
    send: (message: Message) => void sent.push(message),
    settle: async () => delivery,
  };
  const { end } = tellPeople(
    rollbackOrder(),
    () => outcome(["moved"]),
    async () => notifier,
  );
  expect(await runStep(end)).toMatchObject({ status });
  expect(sent).toHaveLength(1);
});

test("people are told of the begin first, and looked up once", async () => {
  const sent: string[] = [];
  let lookups = 0;
  const { begin, end } = tellPeople(
    rollbackOrder(),
    () => outcome(["moved"]),
    async () => {
      lookups += 1;
      return {
        send: ({ title }) => void sent.push(title),
        settle: async () => ({ delivered: sent.length, problems: [] }),
      };
    },
  );
  begin();
  await runStep(end);
  expect(sent).toEqual([`shop goes back to ${oldRelease}`, `shop went back to ${oldRelease}`]);
  expect(lookups).toBe(1);
});

test("people who cannot be looked up are a warning at the end, and no failure at the begin", async () => {
  const { begin, end } = tellPeople(
    rollbackOrder(),
    () => outcome(["moved"]),
    () => Promise.reject(new Error("The outputs cannot be read.")),
  );
  begin();
  expect(await runStep(end)).toMatchObject({
    status: "warning",
    error: { message: "The outputs cannot be read." },
  });
});

interface Recorded {
  calls: { method: string; path: string; body?: unknown }[];
  steps: Awaited<ReturnType<typeof runStep>>[];
}

async function record(
  status: Moved["status"],
  { hasToken = true, release = oldRelease } = {},
): Promise<Recorded> {
  const calls: Recorded["calls"] = [];
  const target = { ...workerMove().target, release };
  const order = rollbackOrder([workerMove("api", { target })]);
  const note = (method: string, path: string, body?: unknown) => calls.push({ method, path, body });
  const steps = recordSteps(
    order,
    () => ({ moved: order.moves.map((move) => moved(status, move)), isProven: true }),
    {
      cloudflare: async (method, path, body) => {
        if (method !== "GET") note(method, path, body);
        return [{ id: "kv-id", title: "api-kv" }];
      },
      github: hasToken
        ? async (method, path, body) => {
            if (method === "GET") return [];
            note(method, path, body);
            return { id: 7 };
          }
        : undefined,
      repository: "acme/shop",
      commitOf: async () => "1a2b3c4".padEnd(40, "0"),
      now: () => new Date("2026-11-21T12:00:00Z"),
    },
  );
  return { steps: await Promise.all(steps.map(runStep)), calls };
}

test.each([
  ["moved", "succeeded"],
  ["failed", "failed"],
] as const)("the audit record of traffic that is %s says %s", async (status, result) => {
  const { calls } = await record(status);
  expect(calls).toContainEqual({
    method: "PUT",
    path: "/accounts/acc/storage/kv/namespaces/kv-id/values/last_deploy",
    body: {
      kind: "rollback",
      result,
      previousVersion: newRelease,
      newVersion: oldRelease,
      previousVersionId: "b",
      newVersionId: "a",
      at: "2026-11-21T12:00:00.000Z",
      by: "ada",
      correlationId: "run-1",
    },
  });
});

test("GitHub has a deployment of the commit that users have again", async () => {
  const { calls } = await record("moved");
  const ref = "1a2b3c4".padEnd(40, "0");
  expect(calls.filter(({ path }) => path.startsWith("/repos"))).toMatchObject([
    { path: "/repos/acme/shop/deployments", body: { ref, task: "deploy:api" } },
    { path: "/repos/acme/shop/deployments/7/statuses", body: { state: "in_progress" } },
    { path: "/repos/acme/shop/deployments/7/statuses", body: { state: "success" } },
  ]);
});

test.each([
  ["there is no token", { hasToken: false }],
  ["the code was never committed", { release: `${oldRelease}+1a2b3c4d` }],
])("GitHub is not told where %s", async (_title, options) => {
  const { steps, calls } = await record("moved", options);
  expect(steps[1]?.status).toBe("skipped");
  expect(calls.filter(({ path }) => path.startsWith("/repos"))).toEqual([]);
});
