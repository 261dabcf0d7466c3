import { expect, test } from "vitest";
import { engineFindings } from "../../../release/drift/engine-findings.ts";
import { resource, types } from "./resources.ts";

// Proves what is made of a refresh; that the engine tells it so is the system test's part.

function findings(part: Parameters<typeof resource>[0]) {
  return engineFindings("staging", [resource(part)]);
}

test("what was read as declared is no finding", () => {
  expect(findings({ type: types.worker, outputs: { name: "api" } })).toEqual([]);
});

test("a property that differs is told with both values, and the engine mends it", () => {
  const [finding] = findings({
    type: types.route,
    outputs: { script: "ours" },
    found: { script: "theirs" },
    repairable: ["script"],
  });
  expect(finding).toMatchObject({
    verdict: "changed",
    object: "thing",
    kind: "WorkersRoute",
    changes: [{ path: "script", declared: "ours", found: "theirs" }],
    remedies: [{ kind: "update", hasDependents: false }],
  });
});

test("a property that only the provider tells is not lost", () => {
  const [finding] = findings({
    type: types.route,
    inputs: { pattern: "a/*" },
    repairable: ["pattern"],
  });
  expect(finding?.changes).toEqual([{ path: "pattern", declared: "a/*", found: undefined }]);
});

test("a secret is told without its value", () => {
  const secret = { "4dabf18193072939515e22adb298388d": "x", ciphertext: "[secret]" };
  const [finding] = findings({
    type: types.worker,
    outputs: { key: secret },
    found: { key: "value" },
    repairable: ["key"],
  });
  expect(finding?.changes[0]?.declared).toBe("[secret]");
});

test.each([
  { what: "a stamp", type: types.worker, path: "updatedOn", found: "later" },
  { what: "a back reference", type: types.worker, path: "references", found: { queues: ["q"] } },
  { what: "an open incident", type: types.service, path: "status", found: "critical" },
])("$what is noise", ({ type, path, found }) => {
  expect(findings({ type, outputs: { [path]: "before" }, found: { [path]: found } })).toEqual([]);
});

test("a disabled service is no noise", () => {
  const [finding] = findings({
    type: types.service,
    outputs: { name: "Api", status: "active" },
    found: { name: "Api", status: "disabled" },
  });
  expect(finding?.remedies).toEqual([
    {
      kind: "call",
      call: {
        vendor: "pagerduty",
        method: "PUT",
        path: "/services/an-id",
        body: { service: { type: "service", name: "Api", status: "active" } },
      },
    },
  ]);
});

test("a secret that somebody wrote after us is made anew", () => {
  const [finding] = findings({
    type: types.secret,
    outputs: { remoteUpdatedAt: "then" },
    found: { remoteUpdatedAt: "now" },
  });
  expect(finding?.remedies[0]?.kind).toBe("replace");
});

test("a setting that was not declared is put back by the vendor's API, in its words", () => {
  const [finding] = findings({
    type: types.queue,
    inputs: { accountId: "a" },
    outputs: { settings: { deliveryDelay: 0 } },
    found: { settings: { deliveryDelay: 600 } },
  });
  expect(finding?.remedies).toMatchObject([
    { call: { path: "/accounts/a/queues/an-id", body: { settings: { delivery_delay: 0 } } } },
  ]);
});

test("a property that nothing mends is left to people, with its value", () => {
  const [finding] = findings({ type: types.queue, outputs: { other: 1 }, found: { other: 2 } });
  expect(finding?.remedies).toEqual([
    { kind: "by-hand", advice: "Set other to 1 again at the vendor." },
  ]);
});

test.each([
  { type: types.route, remedy: { kind: "update", hasDependents: false } },
  { type: types.namespace, remedy: { kind: "update", hasDependents: true } },
  { type: types.usergroup, remedy: { kind: "call", call: { path: "usergroups.enable" } } },
])("a missing $type comes back in its own way", ({ type, remedy }) => {
  const [finding] = findings({ type, outcome: "gone" });
  expect(finding).toMatchObject({ verdict: "missing", changes: [], remedies: [remedy] });
});

test("an object whose vendor did not answer is neither in sync nor changed", () => {
  expect(findings({ type: types.route, outcome: "unread" })[0]?.verdict).toBe("cannot-tell");
});
