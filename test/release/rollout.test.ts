import fc from "fast-check";
import { expect, test } from "vitest";
import { CloudflareApiError } from "../../release/rollout/cloudflare-api.ts";
import { anyRandom, type Random } from "./random.ts";
import {
  newVersion,
  oldVersion,
  ownMessage,
  type SimulatedRun,
  type Simulation,
  simulate,
  split,
  type World,
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
    isAsBefore: true,
  });
});

test("a version that goes bad in a step is taken back", async () => {
  const goesBad = (_: string, nowMs: number) => (nowMs > 15_000 ? broken() : undefined);
  const run = await simulate({ steps: [10, 50], versions: { [newVersion]: goesBad } });
  expect(run.splits).toEqual([split(0), split(10), split(50), whole(oldVersion)]);
  expect(run.outcome.kind).toBe("reverted");
});

test("a version of which 3 % of answers are slow is taken back from its first step", async () => {
  const timeMs = (versionId: string, answer: number) =>
    versionId === newVersion && answer % 33 === 0 ? 1000 : 80;
  const run = await simulate({ steps: [1, 10], bakeSeconds: 60, timeMs });
  expect(run.splits).toEqual([split(0), split(1), whole(oldVersion)]);
  expect(reasonsOf(run)).toContain("p99 1000 ms, the old version's is 80 ms (limit 180 ms).");
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
    isAsBefore: false,
  });
});

test("an API that fails three times in a row in a step holds the traffic, which then goes on", async () => {
  let failures = 0;
  const onApi: Simulation["onApi"] = (_, world) => {
    if (world.deployments.length === 3 && failures++ < 3) apiDown();
  };
  const run = await simulate({ steps: [10, 50], onApi });
  expect(run.outcome).toEqual({ kind: "promoted" });
  expect(run.splits).toEqual([split(0), split(10), split(50)]);
  expect(run.lines.filter((line) => line.endsWith("holding."))).toHaveLength(3);
});

test("an API that fails a fourth time and then works again ends with the old version", async () => {
  let failures = 0;
  const onApi: Simulation["onApi"] = (_, world) => {
    if (world.deployments.length === 3 && failures++ < 4) apiDown();
  };
  const run = await simulate({ steps: [10, 50], onApi });
  expect(reasonsOf(run)).toBe("The API is down.");
  expect(run.splits).toEqual([split(0), split(10), whole(oldVersion)]);
});

test("an API that takes minutes for each refusal does not hold a rollout beyond its time", async () => {
  const onApi: Simulation["onApi"] = (_, world) => {
    if (world.deployments.length !== 3 || world.nowMs > 13 * 60_000) return;
    world.nowMs += 5 * 60_000;
    apiDown();
  };
  const run = await simulate({ steps: [10, 50], onApi });
  expect(run.lines[0]).toBe("11111111 takes over from 00000000: decided within 12 min.");
  expect(reasonsOf(run)).toBe("The rollout's time is over.");
  expect(run.serving).toEqual(whole(oldVersion));
});

test("an API that does not even say what serves ends a rollout before it changes anything", async () => {
  const run = await simulate({ steps: [10], onApi: apiDown });
  expect(run.splits).toEqual([]);
  expect(run.outcome).toMatchObject({
    kind: "reverted",
    reasons: ["The API is down."],
    serving: "Nothing was changed, and what serves could not be read.",
  });
});

test("a rollout has the time that its own bakes need", async () => {
  const run = await simulate({ steps: [1, 50], bakeSeconds: 1800 });
  expect(run.lines[0]).toContain("decided within 69 min.");
  expect(run.outcome).toEqual({ kind: "promoted" });
});

test("a refusal of the API ends the rollout at once", async () => {
  const onApi: Simulation["onApi"] = (call, world) => {
    if (call === "deploy" && world.deployments.length === 3 && world.nowMs < 60_000) {
      world.nowMs = 60_000;
      throw new CloudflareApiError("POST /x", 403, []);
    }
  };
  const run = await simulate({ steps: [10, 50], onApi });
  expect(reasonsOf(run)).toContain("POST /x answered 403");
  expect(run.lines.join()).not.toContain("holding");
  expect(run.serving).toEqual(whole(oldVersion));
});

test("a deployment that was made although its call failed is not made again", async () => {
  let isLost = false;
  const onDeployed: Simulation["onDeployed"] = (world) => {
    if (world.deployments.length !== 3 || isLost) return;
    isLost = true;
    apiDown();
  };
  const run = await simulate({ steps: [10, 50], onDeployed });
  expect(run.outcome).toEqual({ kind: "promoted" });
  expect(run.splits).toEqual([split(0), split(10), split(50)]);
});

test("a call that failed is not made again over what somebody has done since", async () => {
  const onDeployed: Simulation["onDeployed"] = (world) => {
    if (world.deployments.length !== 3) return;
    world.click(whole("22222222-other"));
    apiDown();
  };
  const run = await simulate({ steps: [10, 50], onDeployed });
  expect(run.splits).toEqual([split(0), split(10)]);
  expect(run.serving).toEqual(whole("22222222-other"));
});

test("going back is tried for two minutes", async () => {
  const versions = { [newVersion]: broken };
  const backAt = (seconds: number) =>
    simulate({
      versions,
      onApi: (_, world) => {
        if (world.deployments.length === 2 && world.nowMs < seconds * 1000) apiDown();
      },
    });
  expect((await backAt(100)).serving).toEqual(whole(oldVersion));
  const run = await backAt(200);
  expect(run.serving).toEqual(split(0));
});

test.each([200, 429])(
  "going back is not given up for an answer %i that says nothing",
  async (status) => {
    const run = await simulate({
      versions: { [newVersion]: broken },
      onApi: (_, world) => {
        const isIll = world.deployments.length === 2 && world.nowMs < 60_000;
        if (isIll) throw new CloudflareApiError("POST /x", status, []);
      },
    });
    expect(run.serving).toEqual(whole(oldVersion));
  },
);

test("an API that stays down leaves the last split and says so", async () => {
  const onApi: Simulation["onApi"] = (_, world) => {
    if (world.deployments.length === 3) apiDown();
  };
  const { outcome } = await simulate({ steps: [10, 50], onApi });
  expect(outcome).toMatchObject({ kind: "reverted" });
  expect(JSON.stringify(outcome)).toContain("Last known: 00000000 90 %, 11111111 10 %.");
});

test("somebody's change while the old version does not prove itself is told", async () => {
  const versions = { [newVersion]: broken, [oldVersion]: broken };
  const onTick: Simulation["onTick"] = (world) => {
    if (world.deployments.length === 3) world.click(whole("22222222-other"));
  };
  const { outcome } = await simulate({ versions, onTick });
  expect(outcome).toMatchObject({
    serving: "Somebody else decides: 22222222 100 %.",
    isAsBefore: false,
  });
});

test("an old version that neither answers nor API prove is not said to serve", async () => {
  const versions = { [newVersion]: broken, [oldVersion]: broken };
  const onApi: Simulation["onApi"] = (_, world) => {
    if (world.deployments.length === 3) apiDown();
  };
  const { outcome } = await simulate({ versions, onApi });
  expect(outcome).toMatchObject({ isAsBefore: false });
  expect(JSON.stringify(outcome)).toContain("could not be proved to be back: version 00000000");
});

test("a source of figures that counts nothing holds the stage until its deadline", async () => {
  const nothing = { route: "/health", requests: 0, errors: 0, p95Ms: undefined, p99Ms: undefined };
  const meter = {
    open: () => ({
      look: async () => ({ canary: [nothing], baseline: [nothing] }),
      blindness: () => undefined,
    }),
  };
  const run = await simulate({ steps: [10], meter });
  expect(run.splits).toEqual([split(0), whole(oldVersion)]);
  expect(reasonsOf(run)).toBe(
    "No verdict in time.\n/health: 0 of 0 answers failed, at least 20 are needed.",
  );
});

test("a version whose health comes and goes is neither advanced nor moved to and fro", async () => {
  const flaps = (_: string, nowMs: number) =>
    nowMs > 4_000 && Math.floor(nowMs / 1_000) % 2 === 0 ? broken() : undefined;
  const run = await simulate({ steps: [10, 50], versions: { [newVersion]: flaps } });
  expect(run.splits).toEqual([split(0), split(10), whole(oldVersion)]);
});

test("a newer rollout that has taken over is left alone", async () => {
  const newer = [
    { versionId: oldVersion, percentage: 100 },
    { versionId: "44444444-newer", percentage: 0 },
  ];
  const onTick: Simulation["onTick"] = (world) => {
    if (world.deployments.length === 3) world.click(newer, ownMessage);
  };
  const run = await simulate({ steps: [10, 50], onTick });
  expect(run.splits).toEqual([split(0), split(10)]);
  expect(run.serving).toEqual(newer);
  expect(reasonsOf(run)).toContain("changed by somebody else: 00000000 100 %, 44444444 0 %.");
});

test("probes that another version answers prove nothing, however good the answers", async () => {
  const run = await simulate({ ignoresOverrides: true });
  expect(run.splits).toEqual([split(0), whole(oldVersion)]);
  expect(reasonsOf(run)).toContain(`were answered by ${oldVersion}.`);
});

test("whatever happens, a rollout ends once, by one split per stage and never three versions", async () => {
  const ends = new Set<string>();
  const anything = fc.asyncProperty(anyRandom, async (random) => {
    const steps = [1, 10, 50].slice(0, random.below(4));
    const world = { isForeign: false };
    const run = await simulate({ steps, ...misfortunes(random, world) });
    const shares = run.splits.map(shareOfNew);
    const isTakenBack = shares.at(-1) === undefined && shares.length > 0;
    const forward = isTakenBack ? shares.slice(0, -1) : shares;
    expect(forward).toEqual([0, ...steps].slice(0, forward.length));
    for (const { length } of run.splits) expect(length).toBeLessThanOrEqual(2);
    if (run.outcome.kind === "promoted") {
      expect(forward.length).toBe(steps.length + 1);
      expect(isTakenBack).toBe(false);
      expect(world.isForeign || shareOfNew(run.serving ?? []) === (steps.at(-1) ?? 0)).toBe(true);
    } else if (run.outcome.serving.startsWith("Version")) {
      expect(run.serving).toEqual(whole(oldVersion));
    } else {
      expect(run.outcome.serving).toMatch(/^(Somebody else|The traffic could not)/);
    }
    if (world.isForeign) expect(run.serving).toEqual(whole("22222222-other"));
    ends.add(run.outcome.kind === "promoted" ? "promoted" : run.outcome.serving.slice(0, 12));
  });
  await fc.assert(anything, { numRuns: 500 });
  expect([...ends].sort()).toEqual(["Somebody els", "The traffic ", "Version 0000", "promoted"]);
});

/** The new version's share; undefined in a split without it. */
function shareOfNew(shares: readonly { versionId: string; percentage: number }[]) {
  return shares.find(({ versionId }) => versionId === newVersion)?.percentage;
}

/**
 * Versions that fail at random rates; an API that fails at times, before or after it has acted, or
 * from a call on; people who change or stop things between any two calls.
 */
function misfortunes(random: Random, seen: { isForeign: boolean }): Simulation {
  const rates = { new: random.pick([0, 0, 0, 0.01, 0.2, 1]), old: random.pick([0, 0, 0, 0.1]) };
  const apiFailure = random.pick([0, 0, 0.02, 0.3]);
  const lastAnswer = random.pick([Infinity, Infinity, Infinity, 1 + random.below(8)]);
  const [atCall, atProbe] = [random.pick([0, 0, 0.1]), random.pick([0, 0, 0.003])];
  const fail = random.pick([
    apiDown,
    () => {
      throw new CloudflareApiError("POST /x", random.pick([200, 429, 503]), []);
    },
  ]);
  let calls = 0;
  const disturb = (world: World, probability: number) => {
    if (random.next() < probability) {
      world.click(whole("22222222-other"));
      seen.isForeign = true;
    }
    if (random.next() < probability) world.interrupt();
  };
  return {
    bakeSeconds: 3,
    probeMs: 40,
    versions: {
      [newVersion]: () => (random.next() < rates.new ? broken() : undefined),
      [oldVersion]: () => (random.next() < rates.old ? broken() : undefined),
    },
    // The first read is not a part of the rollout: when it fails, nothing has begun.
    onApi: (call, world) => {
      // Nobody can look and deploy at once: what comes in between the two is replaced.
      if (call === "current" && calls > 0) disturb(world, atCall);
      if (calls++ > 0 && (calls > lastAnswer || random.next() < apiFailure)) fail();
    },
    onDeployed: (world) => {
      disturb(world, atCall);
      if (random.next() < apiFailure) fail();
    },
    onProbe: (world) => disturb(world, atProbe),
  };
}
