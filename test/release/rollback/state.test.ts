import { existsSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { UpdateOptions } from "../../../release/engine.ts";
import type { Pin } from "../../../release/ledger.ts";
import { reconcileState } from "../../../release/rollback/state.ts";
import { runSteps } from "../../../release/run-result.ts";
import type { UpdateLock } from "../../../release/update-lock.ts";
import { useTemporaryDirectory } from "../../engine/support/temporary-directory.ts";
import { newRelease, oldRelease, rollbackOrder, workerMove } from "./support/order.ts";

// Proves what the engine is asked for after a rollback. That a preview is clean afterwards is proved
// with the real engine by test/system.

const type = "cloudflare:index/workersDeployment:WorkersDeployment";
const resources = ["api", "other"].map((scriptName) => ({
  urn: `urn:pulumi:staging::slipway::${type}::${scriptName}`,
  type,
  inputs: { scriptName },
}));

async function reconcile(
  order = rollbackOrder(),
  {
    pins = {},
    failure,
    lock,
    breaksStaleLock = false,
  }: {
    pins?: Record<string, Pin>;
    failure?: Error;
    lock?: UpdateLock;
    breaksStaleLock?: boolean;
  } = {},
) {
  const updates: UpdateOptions[] = [];
  const engine = {
    stackName: "staging",
    lock: async () => lock,
    outputs: async () => ({ pins }),
    resources: async () => resources,
    up: async (options: UpdateOptions = {}) => {
      if (failure) throw failure;
      updates.push(options);
      return { changes: {}, plan: { changes: [], unchanged: 0 }, errors: [], warnings: [] };
    },
  };
  const repeat = "slipway rollback staging --confirm ROLLBACK";
  const step = reconcileState(engine, order, { repeat, breaksStaleLock });
  const silent = { started: () => undefined, ended: () => undefined };
  const result = await runSteps("run-1", [step], silent);
  const asked: Record<string, Pin> = JSON.parse(updates[0]?.environment?.SLIPWAY_PINS ?? "{}");
  return { step: result.steps[0], asked, targets: updates.flatMap(({ targets = [] }) => targets) };
}

test("the Worker's deployment alone is updated, pinned to the version it went back to", async () => {
  const { asked, targets } = await reconcile();
  expect(targets).toEqual([resources[0]?.urn]);
  expect(asked).toEqual({
    api: {
      versionId: "a",
      release: oldRelease,
      insteadOf: newRelease,
      since: expect.stringMatching(/^\d{4}-.+Z$/),
      by: "ada",
      reason: "it loses votes",
    },
  });
});

test("a state that has the pin already is left alone", async () => {
  const first = await reconcile();
  const second = await reconcile(rollbackOrder(), { pins: first.asked });
  expect(second.targets).toEqual([]);
  expect(second.step).toMatchObject({ status: "succeeded", note: "It is so already." });
});

test("a withdrawn release that comes again calls its pin off", async () => {
  const { asked: pins } = await reconcile();
  const { withdrawn } = workerMove();
  const again = rollbackOrder([workerMove("api", { target: withdrawn })]);
  const { asked } = await reconcile(again, { pins });
  expect(asked.api).toMatchObject({ release: newRelease, insteadOf: newRelease });
  expect((await reconcile(again)).targets).toEqual([]);
});

test("a failure is a warning that says what remains and how to do it", async () => {
  const { step } = await reconcile(rollbackOrder(), { failure: new Error("The stack is locked.") });
  expect(step).toMatchObject({
    status: "warning",
    error: {
      message: expect.stringMatching(/^The stack is locked\.\nThe traffic is back, but the state/),
      hint: "Remove what stands in the way, then run this again: slipway rollback staging --confirm ROLLBACK",
    },
  });
});

/** A lock in a file of its own, as an update leaves it. */
function useLock(processId: number): UpdateLock & { file: string } {
  const file = join(useTemporaryDirectory(), "lock.json");
  writeFileSync(file, "{}");
  return { user: "ada", host: hostname(), processId, since: "2026-11-21T12:00:00Z", file };
}

/** Beyond every process id that a kernel gives out. */
const deadProcess = 2 ** 30;

test("the lock of a dead update is named as what to break, and broken where that is asked for", async () => {
  const lock = useLock(deadProcess);
  const failure = new Error("The stack is locked.");
  const { step } = await reconcile(rollbackOrder(), { lock, failure });
  expect(step?.error?.hint).toMatch(/--confirm ROLLBACK --break-stale-lock$/);
  expect(existsSync(lock.file)).toBe(true);
  const broken = await reconcile(rollbackOrder(), { lock, breaksStaleLock: true });
  expect(existsSync(lock.file)).toBe(false);
  expect(broken.step?.note).toMatch(/^The lock of ada@.+ is broken\.\napi is pinned to/);
});

test("a lock that may be held is left, and so is the state", async () => {
  const lock = useLock(process.pid);
  const { step, targets } = await reconcile(rollbackOrder(), { lock, breaksStaleLock: true });
  expect(existsSync(lock.file)).toBe(true);
  expect(targets).toEqual([]);
  expect(step?.error).toMatchObject({
    message: expect.stringMatching(/^The lock of staging is not broken: ada@.+ may still work/),
    hint: expect.stringMatching(
      /^Wait for that update to end, then run this again: slipway rollback/,
    ),
  });
});
