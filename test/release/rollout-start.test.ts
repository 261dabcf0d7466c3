import { describe, expect, test } from "vitest";
import { CloudflareApiError } from "../../release/rollout/cloudflare-api.ts";
import type { Share } from "../../release/rollout/traffic.ts";
import {
  newVersion,
  oldVersion,
  ownMessage,
  type Simulation,
  simulate,
  split,
  whole,
} from "./simulation.ts";

// Proves what a rollout does by what it finds: nothing that serves, a split that was cut off or that
// somebody made. What it does from there on is in rollout.test.ts.

const broken = () => "status 500, expected 200";
const apiDown = () => {
  throw new Error("The API is down.");
};

test("the first version of a Worker is probed at its preview address", async () => {
  const run = await simulate({ serving: undefined, preview: "itself" });
  expect(run).toMatchObject({ outcome: { kind: "promoted" }, splits: [] });
  expect(run.lines).toEqual([
    "11111111 is the first version: probing it at its preview address.",
    "11111111 is good: it gets 100 %.",
  ]);
});

test("a preview address may take some seconds to appear", async () => {
  const run = await simulate({ serving: undefined, preview: "itself after 10 s" });
  expect(run.lines[0]).toContain("probing it at its preview address");
});

test("an API that fails to tell of a preview address is asked again, and does not stand for none", async () => {
  let failures = 0;
  const failing = (times: number) => () => {
    if (failures++ < times) apiDown();
  };
  const first = { serving: undefined, preview: "itself" } as const;
  const late = await simulate({ ...first, onPreview: failing(3) });
  expect(late.lines.at(-2)).toContain("probing it at its preview address");
  failures = 0;
  const never = await simulate({ ...first, onPreview: failing(9) });
  expect(never.outcome).toMatchObject({
    kind: "reverted",
    reasons: ["Its preview address could not be found out: The API is down."],
  });
});

test("a refusal to tell of a preview address is as good as none", async () => {
  const onPreview = () => {
    throw new CloudflareApiError("GET /x", 404, []);
  };
  const run = await simulate({ serving: undefined, preview: "itself", onPreview });
  expect(run.lines.join()).toContain("is the first version and has no preview address");
});

test("a first version that is bad is not deployed", async () => {
  const versions = { [newVersion]: broken };
  const run = await simulate({ serving: undefined, preview: "itself", versions });
  expect(run.splits).toEqual([]);
  expect(run.outcome).toMatchObject({
    kind: "reverted",
    serving: "Nothing was deployed: no version serves.",
  });
});

test.each([undefined, 404, 530, "no answer"] as const)(
  "a first version with %s at its preview address is deployed before it has a route",
  async (preview) => {
    const run = await simulate({ serving: undefined, ...(preview && { preview }) });
    expect(run).toMatchObject({ outcome: { kind: "promoted" }, splits: [] });
    expect(run.lines.join()).toContain("is the first version and has no preview address");
  },
);

test("a version that migrates Durable Objects is never beside another one", async () => {
  const run = await simulate({ steps: [10, 50], isIndivisible: true });
  expect(run).toMatchObject({ outcome: { kind: "promoted" }, splits: [] });
  expect(run.lines).toEqual([
    "11111111 migrates Durable Objects, so it cannot be tried beside another version: 100 %.",
  ]);
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

describe("of a split that somebody made between the declared version and another one", () => {
  const other = "33333333-other";
  const byHand = (declared: number): Share[] => [
    { versionId: newVersion, percentage: declared },
    { versionId: other, percentage: 100 - declared },
  ];

  test.each([90, 50, 10])(
    "with %i %% for the declared one, which all users had, the other gets no more",
    async (declared) => {
      const run = await simulate({
        before: whole(newVersion),
        serving: byHand(declared),
        steps: [10, 50],
      });
      expect(run).toMatchObject({ outcome: { kind: "promoted" }, splits: [] });
      expect(run.lines[0]).toContain("11111111 shares the traffic with 33333333");
    },
  );

  test("what a killed rollout of the other left is no reason to finish that", async () => {
    const serving = byHand(90);
    const before = whole(newVersion);
    const run = await simulate({ before, serving, message: ownMessage, steps: [10] });
    expect(run).toMatchObject({ outcome: { kind: "promoted" }, splits: [] });
  });

  test("an ill declared version leaves the split as it is", async () => {
    const versions = { [newVersion]: broken };
    const serving = byHand(90);
    const run = await simulate({ before: whole(newVersion), serving, versions });
    expect(run).toMatchObject({ splits: [], serving });
    expect(run.outcome).toMatchObject({
      kind: "reverted",
      serving: "Nothing was changed: 11111111 90 %, 33333333 10 %.",
      isAsBefore: true,
    });
  });

  test("somebody's next change of it is told, and left alone", async () => {
    const onTick: Simulation["onTick"] = (world) => {
      if (world.deployments.length === 2) world.click(whole(other));
    };
    const serving = byHand(90);
    const run = await simulate({ before: whole(newVersion), serving, onTick });
    expect(run).toMatchObject({ splits: [], serving: whole(other) });
    expect(run.outcome).toMatchObject({
      serving: "Somebody else decides: 33333333 100 %.",
      isAsBefore: false,
    });
  });

  test("the other, where all users had that, is what the declared one takes over from", async () => {
    const serving = byHand(33);
    const run = await simulate({ before: whole(other), serving, steps: [10] });
    expect(run.splits.map((shares) => shares.map(({ percentage }) => percentage))).toEqual([
      [100, 0],
      [90, 10],
    ]);
  });
});
