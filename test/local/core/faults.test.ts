import { expect, onTestFinished, test } from "vitest";
import { randomIds } from "../../../local/context.ts";
import { type FaultInput, Faults } from "../../../local/faults.ts";
import { Store } from "../../../local/store.ts";

const unavailable: FaultInput = { vendor: "github", effect: { kind: "status", status: 503 } };

function useFaults(random = () => 0): Faults {
  const store = new Store(":memory:");
  onTestFinished(() => store.close());
  return new Faults(store, randomIds(store), random);
}

function hitsOf(faults: Faults, calls: number): boolean[] {
  return Array.from(
    { length: calls },
    () => faults.match("github", "POST", "/repos/o/r/rulesets") !== undefined,
  );
}

test.each([
  ["every call without limits", {}, [true, true, true]],
  ["from the nth call on", { nth: 2 }, [false, true, true]],
  ["as many calls as asked", { times: 2 }, [true, true, false]],
  ["one call in the middle", { nth: 2, times: 1 }, [false, true, false]],
])("a rule hits %s", (_title, limits, expected) => {
  const faults = useFaults();
  faults.add({ ...unavailable, ...limits });
  expect(hitsOf(faults, 3)).toEqual(expected);
});

test.each([
  ["another vendor", { vendor: "slack" as const }],
  ["another method", { method: "GET" as const }],
  ["another path", { path: "/repos/*/rulesets" }],
])("a rule for %s does not hit", (_title, where) => {
  const faults = useFaults();
  faults.add({ ...unavailable, ...where });
  expect(hitsOf(faults, 1)).toEqual([false]);
});

test.each(["/repos/*/*/rulesets", "/**/rulesets", "/repos/**"])("the path %s matches", (path) => {
  const faults = useFaults();
  faults.add({ ...unavailable, path });
  expect(hitsOf(faults, 1)).toEqual([true]);
});

test("a rule with a probability hits when the draw is below it", () => {
  const draws = [0.49, 0.5];
  const faults = useFaults(() => draws.shift() ?? 1);
  faults.add({ ...unavailable, probability: 0.5 });
  expect(hitsOf(faults, 2)).toEqual([true, false]);
});

test("one message names every problem of a rule", () => {
  const faults = useFaults();
  const bad = { vendor: "gitlab", nth: 0, effect: { kind: "status", status: 200 } };
  expect(() => faults.add(bad)).toThrow(/vendor: .*; nth: .*; effect\.status: .*/);
});

test("clearing removes all rules and says how many", () => {
  const faults = useFaults();
  faults.add(unavailable);
  faults.add(unavailable);
  expect(faults.clear()).toBe(2);
  expect(faults.list()).toEqual([]);
});
