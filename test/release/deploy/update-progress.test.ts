import { expect, test } from "vitest";
import { serviceTarget } from "../../../release/deploy/service-targets.ts";
import { describeChanges, updateProgress } from "../../../release/deploy/update-progress.ts";

const worker =
  "urn:pulumi:staging::slipway::slipway:systems:Shop$cloudflare:index/worker:Worker::shop";
const component = "urn:pulumi:staging::slipway::slipway:systems:Shop::shop";

test.each([
  ["create", worker, false, ["created Worker shop"]],
  ["replace", worker, false, ["replaced Worker shop"]],
  ["delete", worker, false, ["deleted Worker shop"]],
  ["update", worker, true, ["✗ update Worker shop"]],
  ["same", worker, false, []],
  ["create-replacement", worker, false, []],
  ["create", component, false, []],
] as const)("%s of %s, failed %s, is told as %j", (operation, urn, isFailed, lines) => {
  const told: string[] = [];
  updateProgress((line) => told.push(line)).onResource?.(operation, urn, isFailed);
  expect(told).toEqual(lines);
});

test("the program's lines are told as they come, its errors at the end alone", () => {
  const told: string[] = [];
  const { onMessage } = updateProgress((line) => told.push(line));
  onMessage?.("info", "shop: 10 %: good");
  onMessage?.("warning", "shop is pinned");
  onMessage?.("error", "refused");
  expect(told).toEqual(["shop: 10 %: good", "Warning: shop is pinned"]);
});

test.each([
  [{ create: 2, update: 1, same: 40, read: 1 }, "2 created, 1 updated, 40 unchanged"],
  [{ read: 1 }, "nothing to do"],
  [{}, "nothing to do"],
])("%o is %s", (changes, text) => {
  expect(describeChanges(changes)).toBe(text);
});

test("a service's target is its system's component and all below it", () => {
  expect(serviceTarget("slipway", "staging", "collective-vision")).toBe(
    "urn:pulumi:staging::slipway::slipway:systems:CollectiveVision**",
  );
});
