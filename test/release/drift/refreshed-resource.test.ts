import { expect, test } from "vitest";
import { refreshedResources } from "../../../release/drift/refreshed-resource.ts";

const type = "cloudflare:index/queue:Queue";

function event(kind: "resourcePreEvent" | "resOutputsEvent", part: object = {}) {
  const old = { type, id: "q", inputs: { a: 1 }, outputs: { a: 1 } };
  const metadata = { op: "same", urn: `urn::${type}::q`, type, old, new: old, ...part };
  return { [kind]: { metadata } };
}

test("what was ended is told once, with what was found", () => {
  const found = { type, id: "q", outputs: { a: 2 } };
  const detailedDiff = { a: { diffKind: "update" } };
  const events = [
    event("resourcePreEvent", { op: "refresh" }),
    event("resOutputsEvent", { op: "update", new: found, detailedDiff }),
  ];
  expect(refreshedResources(events)).toEqual([
    {
      urn: `urn::${type}::q`,
      type,
      name: "q",
      id: "q",
      inputs: { a: 1 },
      outputs: { a: 1 },
      outcome: "found",
      found: { a: 2 },
      repairable: ["a"],
    },
  ]);
});

test.each([
  { kind: "resOutputsEvent", op: "delete", outcome: "gone" },
  { kind: "resourcePreEvent", op: "refresh", outcome: "unread" },
] as const)("a $op told by $kind is $outcome", ({ kind, op, outcome }) => {
  const [resource] = refreshedResources([event(kind, { op })]);
  expect(resource).toMatchObject({ outcome, found: undefined });
});

test.each([
  { what: "the engine's own", part: { type: "pulumi:pulumi:StackReference" } },
  { what: "a former one that is left to be deleted", part: { old: { type, delete: true } } },
  { what: "what no state has yet", part: { old: null } },
])("$what is left out", ({ part }) => {
  expect(refreshedResources([event("resOutputsEvent", part)])).toEqual([]);
});

test("other events and lines that are none are left out", () => {
  expect(refreshedResources([{ summaryEvent: {} }, "text", null])).toEqual([]);
});
