import fc from "fast-check";
import { expect, test } from "vitest";
import { anyRandom, type Random } from "./random.ts";
import {
  newVersion,
  oldVersion,
  ownMessage,
  type SimulatedRun,
  type Simulation,
  simulate,
  split,
  whole,
} from "./simulation.ts";

// Proves what a rollout does with the traffic, with a simulated Worker and clock. That Cloudflare and
// workerd behave as simulated is for the system tests.

const broken = () => "status 500, expected 200";
const apiDown = () => {
  throw new Error("The API is down.");
};

function reasonsOf({ outcome }: SimulatedRun): string {
  return outcome.kind === "reverted" ? outcome.reasons.join("\n") : "";
}

test("a good version is probed at 0 %, gets each step once, and is promoted", async () => {
  const run = await simulate({ steps: [1, 10, 50] });
  expect(run.outcome).toEqual({ kind: "promoted" });
  expect(run.splits).toEqual([split(0), split(1), split(10), split(50)]);
});

test("without steps a good version is promoted right after its probes", async () => {
  const run = await simulate({});
  expect(run.outcome).toEqual({ kind: "promoted" });
  expect(run.splits).toEqual([split(0)]);
});

test("a version that is bad on one route never gets a user's request", async () => {
  const isBad = (route: string) => (route === "/widget.js" ? broken() : undefined);
  const run = await simulate({ steps: [1, 10], versions: { [newVersion]: isBad } });
  expect(run.splits).toEqual([split(0), whole(oldVersion)]);
  expect(run.outcome).toEqual({
    kind: "reverted",
    reasons: ["/widget.js: 2 of 2 answers failed (status 500, expected 200), 1 allowed."],
    serving: `Version ${oldVersion} serves 100 %, as its answers say.`,
  });
});

test("a version that goes bad in a step is taken back", async () => {
  const goesBad = (_: string, nowMs: number) => (nowMs > 15_000 ? broken() : undefined);
  const run = await simulate({ steps: [10, 50], versions: { [newVersion]: goesBad } });
  expect(run.splits).toEqual([split(0), split(10), split(50), whole(oldVersion)]);
  expect(run.outcome.kind).toBe("reverted");
});

test("when both versions are ill, the stage holds and goes back at its deadline", async () => {
  const versions = { [newVersion]: broken, [oldVersion]: broken };
  const run = await simulate({ steps: [10], versions });
  expect(run.splits).toEqual([split(0), whole(oldVersion)]);
  expect(reasonsOf(run)).toContain("No verdict in time.");
  expect(reasonsOf(run)).toContain("the old version is ill too");
});

test("an interrupt takes the version back first", async () => {
  const onTick: Simulation["onTick"] = (world) => {
    if (world.deployments.length === 3) world.interrupt();
  };
  const run = await simulate({ steps: [10, 50], onTick });
  expect(run.splits).toEqual([split(0), split(10), whole(oldVersion)]);
  expect(reasonsOf(run)).toBe("The run was interrupted.");
});

test("somebody else's change stops the rollout, which does not fight it", async () => {
  const onTick: Simulation["onTick"] = (world) => {
    if (world.deployments.length === 3) world.click(whole("22222222-other"));
  };
  const run = await simulate({ steps: [10, 50], onTick });
  expect(run.splits).toEqual([split(0), split(10)]);
  expect(run.serving).toEqual(whole("22222222-other"));
  expect(run.outcome).toEqual({
    kind: "reverted",
    reasons: ["The traffic was changed by somebody else: 22222222 100 %."],
    serving: "Somebody else decides: 22222222 100 %.",
  });
});

test("an API that fails in a step and then works again ends with the old version", async () => {
  let failures = 0;
  const onApi: Simulation["onApi"] = (call, world) => {
    if (call === "deploy" && world.deployments.length === 3 && failures++ === 0) apiDown();
  };
  const run = await simulate({ steps: [10, 50], onApi });
  expect(reasonsOf(run)).toBe("The API is down.");
  expect(run.serving).toEqual(whole(oldVersion));
});

test("an API that stays down leaves the last split and says so", async () => {
  const onApi: Simulation["onApi"] = (_, world) => {
    if (world.deployments.length === 3) apiDown();
  };
  const { outcome } = await simulate({ steps: [10, 50], onApi });
  expect(outcome).toMatchObject({ kind: "reverted" });
  expect(JSON.stringify(outcome)).toContain("Last known: 00000000 90 %, 11111111 10 %.");
});

test("probes that another version answers prove nothing, however good the answers", async () => {
  const run = await simulate({ ignoresOverrides: true });
  expect(run.splits).toEqual([split(0), whole(oldVersion)]);
  expect(reasonsOf(run)).toContain(`were answered by ${oldVersion}.`);
});

test("the first version of a Worker goes to 100 % at once", async () => {
  const run = await simulate({ serving: undefined });
  expect(run).toMatchObject({ outcome: { kind: "promoted" }, splits: [] });
  expect(run.lines.join()).toContain("is the first version");
});

test("a version that has all traffic is left alone", async () => {
  const run = await simulate({ serving: whole(newVersion), steps: [10] });
  expect(run).toMatchObject({ outcome: { kind: "promoted" }, splits: [] });
});

test("a rollout that was cut off goes on at its step", async () => {
  const run = await simulate({ serving: split(10), message: ownMessage, steps: [1, 10, 50] });
  expect(run.outcome).toEqual({ kind: "promoted" });
  expect(run.splits).toEqual([split(50)]);
});

test("a bad version that was cut off is taken back", async () => {
  const serving = split(10);
  const versions = { [newVersion]: broken };
  const run = await simulate({ serving, message: ownMessage, steps: [10, 50], versions });
  expect(run.splits).toEqual([whole(oldVersion)]);
});

test("a newer version replaces one whose rollout was cut off, without a third version", async () => {
  const serving = [
    { versionId: oldVersion, percentage: 90 },
    { versionId: "33333333-abandoned", percentage: 10 },
  ];
  const run = await simulate({ serving, message: ownMessage, steps: [10] });
  expect(run.outcome).toEqual({ kind: "promoted" });
  expect(run.splits).toEqual([split(0), split(10)]);
});

test("a split that somebody made by hand is not touched", async () => {
  const serving = [
    { versionId: oldVersion, percentage: 90 },
    { versionId: "33333333-other", percentage: 10 },
  ];
  const run = await simulate({ serving });
  expect(run).toMatchObject({ outcome: { kind: "reverted" }, splits: [], serving });
});

test("whatever happens, a rollout ends once, by one split per stage and never three versions", async () => {
  const ends = new Set<string>();
  const anything = fc.asyncProperty(anyRandom, async (random) => {
    const steps = [1, 10, 50].slice(0, random.below(4));
    const run = await simulate({ steps, ...misfortunes(random) });
    const shares = run.splits.map(shareOfNew);
    const isTakenBack = shares.at(-1) === undefined && shares.length > 0;
    const forward = isTakenBack ? shares.slice(0, -1) : shares;
    expect(forward).toEqual([0, ...steps].slice(0, forward.length));
    for (const { length } of run.splits) expect(length).toBeLessThanOrEqual(2);
    if (run.outcome.kind === "promoted") {
      expect(forward.length).toBe(steps.length + 1);
      expect(isTakenBack).toBe(false);
    } else if (run.outcome.serving.startsWith("Version")) {
      expect(run.serving).toEqual(whole(oldVersion));
    } else {
      expect(run.outcome.serving).toMatch(/^(Somebody else|The traffic could not)/);
    }
    ends.add(run.outcome.kind === "promoted" ? "promoted" : run.outcome.serving.slice(0, 12));
  });
  await fc.assert(anything, { numRuns: 400 });
  expect([...ends].sort()).toEqual(["Somebody els", "The traffic ", "Version 0000", "promoted"]);
});

/** The new version's share; undefined in a split without it. */
function shareOfNew(shares: readonly { versionId: string; percentage: number }[]) {
  return shares.find(({ versionId }) => versionId === newVersion)?.percentage;
}

/** Versions that fail at random rates, an API that fails at times, people who change things. */
function misfortunes(random: Random): Simulation {
  const rates = { new: random.pick([0, 0, 0, 0.01, 0.2, 1]), old: random.pick([0, 0, 0, 0.1]) };
  const apiFailure = random.pick([0, 0, 0.02, 0.3]);
  const trouble = random.pick([0, 0, 0, 0.002]);
  let calls = 0;
  return {
    versions: {
      [newVersion]: () => (random.next() < rates.new ? broken() : undefined),
      [oldVersion]: () => (random.next() < rates.old ? broken() : undefined),
    },
    // The first read is not a part of the rollout: when it fails, nothing has begun.
    onApi: () => {
      if (calls++ > 0 && random.next() < apiFailure) apiDown();
    },
    onTick: (world) => {
      if (random.next() < trouble) world.click(whole("22222222-other"));
      if (random.next() < trouble) world.interrupt();
    },
  };
}
