import { expect, test } from "vitest";
import { type EngineStep, PlanReader } from "../../../release/plan/planned-change.ts";
import { parsePath, valueAt } from "../../../release/plan/property-path.ts";

const urn = "urn:pulumi:staging::slipway::a:b:C$cloudflare:index/queue:Queue::cv-queue";

function step(overrides: Partial<EngineStep> & { op: string }): EngineStep {
  const declared = { custom: true, inputs: {}, outputs: {} };
  return { urn, type: "cloudflare:index/queue:Queue", new: declared, ...overrides };
}

function planOf(steps: readonly EngineStep[]) {
  const reader = new PlanReader();
  for (const each of steps) reader.read(each);
  return reader.plan;
}

test.each([
  ["versions[0].versionId", ["versions", 0, "versionId"]],
  ['tags["a.b"].c', ["tags", "a.b", "c"]],
  ['["with \\"quotes\\""]', ['with "quotes"']],
  ["name", ["name"]],
])("the path %s is %j", (path, keys) => {
  expect(parsePath(path)).toEqual(keys);
});

test("a path that leads nowhere has no value", () => {
  expect(valueAt({ a: [1] }, "a[3].b")).toBeUndefined();
  expect(valueAt({ a: [{ b: 2 }] }, "a[0].b")).toBe(2);
});

test("a replacement told in three steps is one change with its fields", () => {
  const state = (name: string) => ({ custom: true, inputs: { name }, outputs: {} });
  const fields = {
    old: state("a"),
    new: state("b"),
    detailedDiff: { name: { diffKind: "update-replace", inputDiff: true } },
  };
  const plan = planOf([
    step({ op: "create-replacement", ...fields }),
    step({ op: "replace", ...fields }),
    step({ op: "delete-replaced", old: state("a") }),
  ]);
  expect(plan).toEqual({
    unchanged: 0,
    changes: [
      {
        urn,
        type: "cloudflare:index/queue:Queue",
        name: "cv-queue",
        operation: "replace",
        fields: [{ path: "name", old: "a", new: "b", isReplacing: true }],
      },
    ],
  });
});

test.each([
  ["delete", undefined, { name: "cv-queue", vendorNames: ["9e", "events"] }],
  ["delete-replaced", undefined, { name: "cv-queue", vendorNames: ["9e", "events"] }],
  ["delete", true, undefined],
  ["update", undefined, undefined],
])("%s, with retention %s, loses %j", (op, retainOnDelete, lost) => {
  const retention = retainOnDelete === undefined ? {} : { retainOnDelete };
  const old = { id: "9e", custom: true, inputs: {}, outputs: { queueName: "events" } };
  const { changes } = planOf([step({ op, old: { ...old, ...retention } })]);
  expect(changes[0]?.lost).toEqual(lost);
});

test("a difference that only the outputs show has the old value from there", () => {
  const old = { custom: true, inputs: {}, outputs: { size: 3 } };
  const { changes } = planOf([step({ op: "update", old, diffs: ["size"] })]);
  expect(changes[0]?.fields).toEqual([
    { path: "size", old: 3, new: undefined, isReplacing: false },
  ]);
});

test("what exists nowhere but in the program is no part of a plan", () => {
  const component = { custom: false, inputs: {}, outputs: {} };
  const plan = planOf([
    step({ op: "same" }),
    step({ op: "same", urn: `${urn}2`, new: component }),
    step({ op: "update", urn: `${urn}3`, type: "pulumi:providers:github" }),
    step({ op: "read", urn: `${urn}4` }),
  ]);
  expect(plan).toEqual({ changes: [], unchanged: 1 });
});

test("a value that only the update will know is left open", () => {
  const unknown = { custom: true, inputs: { id: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } };
  const old = { custom: true, inputs: { id: "a" } };
  const { changes } = planOf([step({ op: "update", old, new: unknown, diffs: ["id"] })]);
  expect(changes[0]?.fields).toMatchObject([{ old: "a", new: undefined }]);
});
