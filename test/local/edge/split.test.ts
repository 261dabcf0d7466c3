import { expect, test } from "vitest";
import { type Choice, chooseVersion, orderChoices } from "../../../local/edge/link/split.ts";

const never = () => {
  throw new Error("nothing is drawn here");
};

function deployment(newPercentage: number): Choice[] {
  return orderChoices([
    { versionId: "old", percentage: 100 - newPercentage, createdOn: "2026-01-01T00:00:00Z" },
    { versionId: "new", percentage: newPercentage, createdOn: "2026-01-02T00:00:00Z" },
  ]);
}

const keys = Array.from({ length: 2000 }, (_, index) => `user-${index}`);

function keysOnNew(percentage: number): Set<string> {
  const choices = deployment(percentage);
  const isOnNew = (key: string) => chooseVersion("w", choices, { key }, never)?.versionId === "new";
  return new Set(keys.filter(isOnNew));
}

test.each([
  [0, "new"],
  [0.0999, "new"],
  [0.1, "old"],
  [0.999, "old"],
])("a draw of %d at 10 %% gives the %s version", (drawn, expected) => {
  expect(chooseVersion("w", deployment(10), {}, () => drawn)?.versionId).toBe(expected);
});

test.each([0, 0.5, 0.999])("a version at 0 %% is never drawn (draw %d)", (drawn) => {
  expect(chooseVersion("w", deployment(0), {}, () => drawn)?.versionId).toBe("old");
});

test("an override reaches a version at 0 %", () => {
  const preference = { overrides: 'w="new"' };
  expect(chooseVersion("w", deployment(0), preference, never)?.versionId).toBe("new");
});

test.each(['other="new"', 'w="gone"', "w=new", 'w="new'])(
  "the override %s does not change the draw",
  (overrides) => {
    expect(chooseVersion("w", deployment(10), { overrides }, () => 0.5)?.versionId).toBe("old");
  },
);

test("a key stays with its version, call after call", () => {
  expect(keysOnNew(50)).toEqual(keysOnNew(50));
});

test("keys spread over the versions by their shares", () => {
  expect(keysOnNew(20).size / keys.length).toBeCloseTo(0.2, 1);
});

test("no key leaves the new version while its share grows", () => {
  const steps = [0, 1, 10, 50, 99, 100].map(keysOnNew);
  for (const [index, step] of steps.entries()) {
    expect(step.isSubsetOf(steps[index + 1] ?? step)).toBe(true);
  }
  expect(steps[0]?.size).toBe(0);
  expect(steps.at(-1)?.size).toBe(keys.length);
});

test("the same key is on different versions of different Workers", () => {
  const choices = deployment(50);
  const versionFor = (script: string, key: string) =>
    chooseVersion(script, choices, { key }, never)?.versionId;
  const same = keys.filter((key) => versionFor("a", key) === versionFor("b", key));
  expect(same.length / keys.length).toBeCloseTo(0.5, 1);
});
