import { expect, test } from "vitest";
import { makeRoom } from "../../../release/drift/restore-traffic.ts";
import type { Share, Traffic } from "../../../release/rollout/traffic.ts";

// Proves what is done with a split before the declared version is tried; the trial is the rollout's.

const shares = (text: string): Share[] =>
  text.split(" ").map((each) => {
    const [versionId = "", percentage] = each.split(":");
    return { versionId, percentage: Number(percentage) };
  });

function serving(split: string) {
  const done: string[] = [];
  const traffic: Traffic = {
    current: async () => ({ id: "1", shares: shares(split), message: "by hand" }),
    async deploy(next, message) {
      done.push(next.map((share) => `${share.versionId}:${share.percentage}`).join(" "));
      return { id: "2", shares: next, message };
    },
  };
  return { traffic, done };
}

const silent = () => undefined;

test("of two versions that nobody declared, the one with more users makes room", async () => {
  const { traffic, done } = serving("foreign1:30 foreign2:70");
  const giveBack = await makeRoom(traffic, "declared", silent);
  expect(done).toEqual(["foreign2:100"]);
  expect(await giveBack?.()).toBe("The split is as it was: foreign1 30 %, foreign2 70 %.");
  expect(done.at(-1)).toBe("foreign1:30 foreign2:70");
});

test.each(["foreign1:100", "declared:90 foreign1:10"])("beside %s there is room", async (split) => {
  const { traffic, done } = serving(split);
  expect(await makeRoom(traffic, "declared", silent)).toBeUndefined();
  expect(done).toEqual([]);
});
