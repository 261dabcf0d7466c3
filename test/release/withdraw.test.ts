import { expect, test } from "vitest";
import type { Share, Traffic } from "../../release/rollout/traffic.ts";
import { withdraw } from "../../release/rollout/way-back.ts";
import { newVersion, oldVersion, ownMessage, split, whole } from "./simulation.ts";

// Proves what becomes of the traffic when a version was found good and its deployment failed.

async function withdrawFrom(shares: readonly Share[], message = ownMessage, isApiDown = false) {
  const made: (readonly Share[])[] = [];
  let nowMs = 0;
  const serving = () => made.at(-1) ?? shares;
  const traffic: Traffic = {
    current: async () => {
      if (isApiDown) throw new Error("The API is down.");
      return { id: `d${made.length}`, shares: serving(), message };
    },
    deploy: async (next, why) => {
      made.push(next);
      return { id: `d${made.length}`, shares: next, message: why };
    },
  };
  const outcome = await withdraw(
    { newVersionId: newVersion, proof: { path: "/health", versionField: "id" } },
    {
      openTraffic: () => traffic,
      probe: async () => ({
        timeMs: 1,
        problem: undefined,
        answeredBy: serving()[0]?.versionId,
      }),
      clock: {
        now: () => nowMs,
        wait: async (milliseconds) => {
          nowMs += milliseconds;
        },
        timeout: () => new AbortController().signal,
      },
      signal: new AbortController().signal,
    },
  );
  return { ...outcome, made };
}

test.each([0, 50])("the old version gets back what it lent of a split at %i %%", async (share) => {
  expect(await withdrawFrom(split(share))).toEqual({
    made: [whole(oldVersion)],
    serving: `Version ${oldVersion} serves 100 %, as its answers say.`,
    isAsBefore: true,
  });
});

test.each([
  ["a version that has all traffic", whole(newVersion), "Release 2", "11111111 100 %"],
  ["what somebody else has made", split(50), "by hand", "00000000 50 %, 11111111 50 %"],
])("%s is left alone, and told", async (_case, shares, message, told) => {
  expect(await withdrawFrom(shares, message)).toEqual({
    made: [],
    serving: `Deployed is ${told}.`,
    isAsBefore: false,
  });
});

test("an API that stays down is not waited for without end", async () => {
  expect(await withdrawFrom(split(50), ownMessage, true)).toMatchObject({
    serving: expect.stringContaining("What serves could not be read (The API is down.)."),
    isAsBefore: false,
  });
});
