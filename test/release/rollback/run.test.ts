import { expect, test } from "vitest";
import { type RollbackOutcome, runRollback } from "../../../release/rollback/run.ts";
import type { Step } from "../../../release/run-result.ts";
import { rollbackOrder, workerMove } from "./support/order.ts";

// Proves the order of a rollback's parts, and which of them are done when one fails.

interface World {
  /** Workers whose deployment fails. */
  refused?: readonly string[];
  answeredBy?: string;
  tell?: Step["run"];
  reconcile?: Step["run"];
  workers?: readonly string[];
}

async function run(world: World) {
  const { refused = [], answeredBy = "a", workers = ["api"] } = world;
  const events: string[] = [];
  let told: RollbackOutcome | undefined;
  let nowMs = 0;
  const result = await runRollback(rollbackOrder(workers.map((name) => workerMove(name))), {
    trafficOf: ({ worker }) => ({
      current: async () => undefined,
      deploy: async (shares, message) => {
        if (refused.includes(worker.scriptName)) throw new Error("It was refused.");
        events.push(`${worker.scriptName}: ${message}`);
        return { id: "d", shares, message };
      },
    }),
    probeOf: () => async () => ({ timeMs: 1, problem: undefined, answeredBy }),
    clock: {
      now: () => nowMs,
      wait: async (milliseconds) => {
        nowMs += milliseconds;
      },
    },
    observer: { started: (step) => events.push(step), ended: () => undefined },
    tell: (outcome) => ({
      begin: () => void events.push("Begin to tell"),
      steps: [
        {
          name: "Tell",
          isOptional: true,
          isAlways: true,
          run: async () => {
            told = outcome();
            return world.tell?.();
          },
        },
      ],
    }),
    reconcile: { name: "Reconcile", isOptional: true, run: world.reconcile ?? (async () => "") },
  });
  const steps = Object.fromEntries(result.steps.map(({ name, status }) => [name, status]));
  return { result, steps, events, told };
}

const fail = async () => {
  throw new Error("It is broken.");
};

test("the traffic is moved before anything else is begun, and says why and by whom", async () => {
  const { result, events } = await run({});
  expect(result.status).toBe("succeeded");
  expect(events).toEqual([
    "Move the traffic",
    "api: Rollback to 1a2b3c4-20261121095712 from 5d6e7f8-20261121113000: it loses votes (ada, run-1)",
    "Begin to tell",
    "Prove it on every route",
    "Tell",
    "Reconcile",
  ]);
});

test("a rollback that is not proven is a warning, and people are told so", async () => {
  const { steps, told } = await run({ answeredBy: "b" });
  expect(steps).toMatchObject({ "Prove it on every route": "warning", Reconcile: "succeeded" });
  expect(told?.isProven).toBe(false);
});

test("traffic that did not move is told to people, and leaves the state as it is", async () => {
  const { result, steps, told, events } = await run({ refused: ["api"] });
  expect(result.status).toBe("failed");
  expect(events).not.toContain("Begin to tell");
  expect(steps).toEqual({
    "Move the traffic": "failed",
    "Prove it on every route": "skipped",
    Tell: "succeeded",
    Reconcile: "not-executed",
  });
  expect(told?.moved).toMatchObject([{ status: "failed" }]);
});

test("of two Workers the one that went back is proven although the other one failed", async () => {
  const { result, steps, told } = await run({ workers: ["one", "two"], refused: ["two"] });
  expect(result.status).toBe("failed");
  expect(steps["Prove it on every route"]).toBe("succeeded");
  expect(told?.moved).toMatchObject([{ status: "moved" }, { status: "failed" }]);
});

test.each([
  ["people cannot be told", { tell: fail }],
  ["the state cannot be brought in line", { reconcile: fail }],
])("it is a warning when %s", async (_title, world) => {
  expect((await run(world)).result.status).toBe("warnings");
});
