import { expect, test } from "vitest";
import type { RunResult } from "../../../release/run-result.ts";
import type { Choice, OldVersion } from "../../../release/watch/decision.ts";
import type { Sample } from "../../../release/watch/metrics-source.ts";
import { type WatchPorts, watch } from "../../../release/watch/run.ts";
import { bad, good, round, times } from "./rounds.ts";

// Proves when a watch looks, asks, tells and ends, in a time that only the test moves.

const everyMs = 10_000;
const rolledBack: RunResult = { correlationId: "run-1", status: "succeeded", steps: [] };

interface Scene {
  /** What each round sees; an Error is blindness. The last one is repeated. */
  rounds: readonly (Sample | Error)[];
  roundMs?: number;
  forMs?: number;
  asks?: boolean;
  oldVersion?: OldVersion;
  answer?: (signal: AbortSignal) => Promise<Choice>;
  interruptAtMs?: number;
}

async function play(scene: Scene) {
  const { rounds, roundMs = 0, forMs = 120_000, asks = false, oldVersion = "well" } = scene;
  const controller = new AbortController();
  const said: string[] = [];
  const lookedAt: number[] = [];
  let nowMs = 0;
  const pass = (milliseconds: number) => {
    nowMs += milliseconds;
    if (nowMs >= (scene.interruptAtMs ?? Number.POSITIVE_INFINITY)) controller.abort();
  };
  const ports: WatchPorts = {
    source: {
      sample: async () => {
        const seen = rounds[Math.min(lookedAt.length, rounds.length - 1)];
        lookedAt.push(nowMs);
        pass(roundMs);
        if (seen === undefined || seen instanceof Error) throw seen;
        return seen;
      },
      background: async () => ({
        requestVolume: "unknown",
        scheduledTasks: "ran",
        webhooks: "unknown",
      }),
    },
    clock: { now: () => nowMs, wait: async (milliseconds) => pass(milliseconds) },
    signal: controller.signal,
    compare: async (routes) => {
      said.push(`compare ${routes}`);
      return oldVersion;
    },
    ask: async (_reasons, signal) => {
      said.push("ask");
      return scene.answer ? scene.answer(signal) : new Promise(() => undefined);
    },
    tell: ({ kind }) => said.push(`tell ${kind}`),
    rollBack: async (reason) => {
      said.push(`roll back: ${reason}`);
      return rolledBack;
    },
    observer: { round: () => undefined, note: () => undefined },
  };
  const order = { forMs, everyMs, policy: { rollsBack: true, asks } };
  return { outcome: await watch(order, ports), said, lookedAt };
}

test("a good time ends on time, with what is known of the work in the background", async () => {
  const { outcome, lookedAt } = await play({ rounds: [good], forMs: 45_000 });
  expect(lookedAt).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
  expect(outcome).toMatchObject({
    end: { kind: "finished", assessment: { severity: "low" } },
    elapsedMs: 45_000,
    rounds: 5,
    background: { scheduledTasks: "ran", webhooks: "unknown" },
  });
});

test("a round that takes longer than its time is not made up for", async () => {
  const { lookedAt } = await play({ rounds: [good], roundMs: 12_000, forMs: 60_000 });
  expect(lookedAt).toEqual([0, 20_000, 40_000]);
});

test("a service that is all bad is gone back from after the third round, once, and that ends the watch", async () => {
  const { outcome, said } = await play({ rounds: [good, ...times(9, bad)] });
  expect(said).toEqual([
    "compare /",
    "roll back: Seen by the watch: /: 21 of 28 answers failed (status 500, expected 200), p95 20 ms",
  ]);
  expect(outcome).toMatchObject({ end: { kind: "roll-back" }, elapsedMs: 30_000 });
  expect(outcome.rollback).toBe(rolledBack);
});

test("where the old version is ill too, people are told and nothing is moved", async () => {
  const { outcome, said } = await play({ rounds: [bad], oldVersion: "ill" });
  expect(said).toEqual(["compare /", "tell old-version-ill"]);
  expect(outcome).toMatchObject({
    end: { kind: "finished", assessment: { severity: "critical" } },
  });
});

test("a blind watch tells people after the fourth round and moves nothing", async () => {
  const { outcome, said } = await play({ rounds: [new Error("no connection")] });
  expect(said).toEqual(["tell blind"]);
  expect(outcome.end).toEqual({ kind: "blind", message: "no connection" });
});

test("an interruption ends the watch at once and moves nothing", async () => {
  const { outcome, said } = await play({ rounds: [good, bad, bad], interruptAtMs: 25_000 });
  expect(said).toEqual([]);
  expect(outcome).toMatchObject({ end: { kind: "interrupted" }, rounds: 3 });
});

const thin = round({ errors: 1 });
const high = [...times(25, good), ...times(10, thin)];

test("a person is asked once, and what gets critical meanwhile is not waited with", async () => {
  let isDismissed = false;
  const answer = (signal: AbortSignal) => {
    signal.addEventListener("abort", () => {
      isDismissed = true;
    });
    return new Promise<Choice>(() => undefined);
  };
  const rounds = [...high, good, good, ...times(9, bad)];
  const { outcome, said } = await play({ rounds, asks: true, answer, forMs: 600_000 });
  expect(said.map((each) => each.split(":")[0])).toEqual(["ask", "compare /", "roll back"]);
  expect(outcome.end.kind).toBe("roll-back");
  expect(isDismissed).toBe(true);
});

test("what a person answers is done", async () => {
  const answer = async (): Promise<Choice> => "roll-back";
  const { said } = await play({ rounds: [...high, good], asks: true, answer, forMs: 600_000 });
  expect(said.map((each) => each.split(":")[0])).toEqual(["ask", "roll back"]);
});
