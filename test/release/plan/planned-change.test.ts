import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import { planOf } from "../../../release/plan/planned-change.ts";
import { parsePath, valueAt } from "../../../release/plan/property-path.ts";

const urn = "urn:pulumi:staging::slipway::a:b:C$cloudflare:index/queue:Queue::cv-queue";

function event(metadata: Partial<StepEventMetadata> & { op: string }, inputs = {}): EngineEvent {
  const state = { custom: true, inputs: {}, outputs: {}, ...inputs };
  const whole = { urn, type: "cloudflare:index/queue:Queue", new: state, ...metadata };
  return { sequence: 1, timestamp: 0, resourcePreEvent: { metadata: whole } } as EngineEvent;
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
  const state = (name: string) => ({ custom: true, inputs: { name }, outputs: {} }) as never;
  const fields = {
    old: state("a"),
    new: state("b"),
    detailedDiff: { name: { diffKind: "update-replace", inputDiff: true } } as never,
  };
  const plan = planOf([
    event({ op: "create-replacement", ...fields }),
    event({ op: "replace", ...fields }),
    event({ op: "delete-replaced", old: state("a") }),
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

test("a difference that only the outputs show has the old value from there", () => {
  const old = { custom: true, inputs: {}, outputs: { size: 3 } } as never;
  const { changes } = planOf([event({ op: "update", old, diffs: ["size"] }, {})]);
  expect(changes[0]?.fields).toEqual([
    { path: "size", old: 3, new: undefined, isReplacing: false },
  ]);
});

test("what exists nowhere but in the program is no part of a plan", () => {
  const component = { custom: false, inputs: {}, outputs: {} } as never;
  const plan = planOf([
    event({ op: "same" }),
    event({ op: "same", urn: `${urn}2`, new: component }),
    event({ op: "update", urn: `${urn}3`, type: "pulumi:providers:github" }),
    event({ op: "read", urn: `${urn}4` }),
  ]);
  expect(plan).toEqual({ changes: [], unchanged: 1 });
});
