import { expect, test } from "vitest";
import { coalesce } from "../../../local/edge/fleet/coalesce.ts";

/** Work that ends when the test says so. */
function controlledWork() {
  const started: number[] = [];
  const gates: PromiseWithResolvers<void>[] = [];
  const apply = coalesce<number>((value) => {
    started.push(value);
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  return { started, gates, apply };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("of the values that wait only the newest is worked on, and all of them resolve", async () => {
  const { started, gates, apply } = controlledWork();
  const applied = [1, 2, 3].map((value) => apply(value));
  gates[0]?.resolve();
  await turn();
  gates[1]?.resolve();
  await Promise.all(applied);
  expect(started).toEqual([1, 3]);
});

test("a value that came while an older one was worked on waits for its own turn", async () => {
  const { gates, apply } = controlledWork();
  const ended: number[] = [];
  const first = apply(1).then(() => ended.push(1));
  const second = apply(2).then(() => ended.push(2));
  gates[0]?.resolve();
  await first;
  expect(ended).toEqual([1]);
  gates[1]?.resolve();
  await second;
  expect(ended).toEqual([1, 2]);
});

test("when the newest fails, the one before it is tried, and only the newest rejects", async () => {
  const { started, gates, apply } = controlledWork();
  const [first, second, third] = [1, 2, 3].map((value) => apply(value));
  const failed = expect(third).rejects.toThrow("bad version");
  gates[0]?.resolve();
  await first;
  gates[1]?.reject(new Error("bad version"));
  await failed;
  gates[2]?.resolve();
  await second;
  expect(started).toEqual([1, 3, 2]);
});

test("it goes on after a failure", async () => {
  const { gates, apply } = controlledWork();
  const failed = expect(apply(1)).rejects.toThrow("bad");
  gates[0]?.reject(new Error("bad"));
  await failed;
  const next = apply(2);
  gates[1]?.resolve();
  await expect(next).resolves.toBeUndefined();
});
