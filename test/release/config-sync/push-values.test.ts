import { expect, test } from "vitest";
import { planPush } from "../../../release/config-sync/push-plan.ts";
import { type PushPorts, pushValues } from "../../../release/config-sync/push-values.ts";
import type { Push, ValueState } from "../../../release/config-sync/value-state.ts";
import { ReleaseError } from "../../../release/release-error.ts";

// Proves what a push asks of the engine, and what it says afterwards.

const update = (urn: string, needsRefresh = false): Push => ({
  kind: "update",
  urns: [urn],
  needsRefresh,
});
const version: Push = { kind: "version", urns: ["version", "deployment"] };
const left: Push = { kind: "left", advice: "slipway drift staging --fix" };

function value(name: string, push?: Push): ValueState {
  const verdict = push === undefined ? "same" : "differs";
  const state = { platform: "GitHub", holder: "staging", name, verdict, declared: 1 } as const;
  return { ...state, live: push === undefined ? 1 : 2, ...(push && { push }) };
}

test("only resources that carry differing values are targets, each once", () => {
  const values = [value("a", version), value("b", version), value("c"), value("d", left)];
  const push = planPush(values);
  expect(push.updates).toEqual([{ targets: ["version", "deployment"], replacements: [] }]);
  expect(push.values.map(({ name }) => name)).toEqual(["a", "b"]);
});

test("what has to be read again is updated first, apart from what is still to be made", () => {
  const replace: Push = { kind: "replace", urns: ["secret"] };
  const values = [value("a", update("new")), value("b", update("old", true)), value("c", replace)];
  expect(planPush(values).updates).toEqual([
    { targets: ["old"], refresh: true },
    { targets: ["new"], replacements: ["secret"] },
  ]);
});

test.each([
  [version, true],
  [{ kind: "traffic", urns: ["deployment"] } as const, true],
  [update("variable"), false],
])("%j touches a Worker: %s", (push, touches) => {
  expect(planPush([value("a", push)]).touchesWorkers).toBe(touches);
});

test("where everything is in step the engine is asked nothing", () => {
  expect(planPush([value("a"), value("b", left)]).updates).toEqual([]);
});

const identity = { correlationId: "run-1", actor: "ada" };
const wanted = planPush([value("a", update("variable"))]);

function ports(part: Partial<PushPorts> = {}) {
  const done: string[] = [];
  const all: PushPorts = {
    engine: {
      stackName: "staging",
      async up({ targets, environment } = {}) {
        done.push(`up ${targets?.join()} ${environment?.SLIPWAY_CORRELATION_ID}`);
        return { changes: {}, plan: { changes: [], unchanged: 0 }, errors: [], warnings: [] };
      },
    },
    preflight: { checks: [], findings: () => ({}) },
    read: async () => [value("a"), value("b")],
    readServing: async () => [],
    progress: {},
    signal: new AbortController().signal,
    observer: { started: () => undefined, ended: () => undefined },
    ...part,
  };
  return { done, all };
}

test("values are pushed under the run's id and read back", async () => {
  const { done, all } = ports();
  const { status, steps } = await pushValues(identity, wanted, all);
  expect(status).toBe("succeeded");
  expect(done).toEqual(["up variable run-1"]);
  expect(steps.find(({ name }) => name.startsWith("Read back"))?.note).toBe(
    "2 of 2 values are in step.",
  );
});

test("a check that fails keeps everything as it is", async () => {
  const refusal = {
    name: "The window is open",
    run: async () => {
      throw new ReleaseError("window-closed", "It is closed.");
    },
  };
  const { done, all } = ports({ preflight: { checks: [refusal], findings: () => ({}) } });
  const { status, steps } = await pushValues(identity, wanted, all);
  expect(steps.map((step) => step.status)).toEqual(["failed", "not-executed", "skipped"]);
  expect({ status, done }).toEqual({ status: "failed", done: [] });
});

test("a value that is not in step after its push is a failure that names it", async () => {
  const { all } = ports({ read: async () => [value("a", update("variable")), value("b")] });
  const { status, steps } = await pushValues(identity, wanted, all);
  expect(status).toBe("failed");
  expect(steps.flatMap(({ error }) => error?.message ?? [])).toEqual([
    "1 of 2 values are in step. Pushed, and not in step: staging a.",
  ]);
});

test("a value that was left to somebody else is a warning", async () => {
  const { all } = ports({ read: async () => [value("a"), value("b", left)] });
  expect((await pushValues(identity, wanted, all)).status).toBe("warnings");
});
