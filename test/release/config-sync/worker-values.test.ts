import { expect, test } from "vitest";
import { workerValues } from "../../../release/config-sync/worker-values.ts";
import { resource, types } from "../drift/resources.ts";
import { change, finding, knowledge, secret, unread } from "./knowledge.ts";

// Proves what is said of variables and secrets, which are part of a version, and when a version may be made for them.

const plain = (name: string, text: string) => ({ name, text, type: "plain_text" });
const hidden = (name: string) => ({ name, text: secret, type: "secret_text" });
const store = { name: "KV", type: "kv_namespace", namespaceId: "1" };
const bindings = [hidden("KEY"), store, plain("LEVEL", "debug")];

const worker = resource({ type: types.worker, id: "w", inputs: { name: "api" } });
const version = resource({
  type: "cloudflare:index/workerVersion:WorkerVersion",
  id: "v1",
  inputs: { workerId: "w", bindings },
});
const deployment = resource({
  type: types.deployment,
  inputs: { scriptName: "api", versions: [{ versionId: "v1", percentage: 100 }] },
});
const { urn } = version;

/** The program declares other bindings. @param paths where the engine says that they differ. */
function planned(declared: readonly object[], ...paths: readonly string[]) {
  return {
    declared: new Map([[urn, { workerId: "w", bindings: declared }]]),
    changes: [change(version, "replace", ...paths)],
  };
}

const resources = [worker, version, deployment];
const values = (part: Parameters<typeof knowledge>[1] = {}, all = resources) =>
  workerValues(knowledge(all, part), urn);

const rolledOut = { kind: "version", urns: [urn, deployment.urn] };
const foreign = finding(deployment, {
  changes: [{ path: "versions", declared: "v1 100 %", found: "v2 100 %" }],
});

test("the declared version has all traffic, so it holds what was declared, secrets too", () => {
  expect(values()).toMatchObject([
    { holder: "api", name: "KEY", verdict: "same", declared: "[secret]" },
    { holder: "api", name: "LEVEL", verdict: "same", declared: "debug", live: "debug" },
  ]);
});

test("another variable means a new version, and the rest is the same", () => {
  const declared = [hidden("KEY"), store, plain("LEVEL", "info")];
  expect(values(planned(declared, "bindings[2].text"))).toMatchObject([
    { name: "KEY", verdict: "same" },
    { name: "LEVEL", verdict: "differs", declared: "info", live: "debug", push: rolledOut },
  ]);
});

test("another secret is known by the engine's comparison alone", () => {
  expect(values(planned(bindings, "bindings[0].text"))).toMatchObject([
    { name: "KEY", verdict: "differs", declared: "[secret]", live: "[secret]", push: rolledOut },
    { name: "LEVEL", verdict: "same" },
  ]);
});

test("a secret whose position has changed cannot be told", () => {
  const declared = [plain("A", "1"), hidden("KEY"), store, plain("LEVEL", "debug")];
  expect(values(planned(declared, "bindings[1].text"))).toMatchObject([
    { name: "A", verdict: "differs", live: undefined },
    { name: "KEY", verdict: "cannot-tell" },
    { name: "LEVEL", verdict: "same" },
  ]);
});

test.each([
  { title: "code", part: planned([...bindings.slice(0, 2), plain("LEVEL", "info")], "modules") },
  {
    title: "a binding that is no text",
    part: planned(
      [hidden("KEY"), { ...store, namespaceId: "2" }, plain("LEVEL", "info")],
      "bindings[1].namespaceId",
      "bindings[2].text",
    ),
  },
])("a value is not pushed together with $title", ({ part }) => {
  const level = values(part).find(({ name }) => name === "LEVEL");
  expect(level).toMatchObject({ verdict: "differs", push: { kind: "left" } });
});

test("what a pinned Worker holds cannot be told, and is not changed", () => {
  const pinned = resource({
    ...deployment,
    inputs: { ...deployment.inputs, versions: [{ versionId: "v0", percentage: 100 }] },
  });
  const declared = [hidden("KEY"), store, plain("LEVEL", "info")];
  for (const part of [{}, planned(declared, "bindings[2].text")]) {
    for (const value of values(part, [worker, version, pinned])) {
      expect(value).toMatchObject({ verdict: "cannot-tell", push: { kind: "left" } });
    }
  }
});

test("a Worker that is gone holds nothing, and is made again by a fix", () => {
  for (const value of values({ findings: [finding(deployment, { verdict: "missing" })] })) {
    expect(value).toMatchObject({ verdict: "differs", push: { kind: "left" } });
    expect(value.live).toBeUndefined();
  }
});

test("where somebody else's version serves no secret is proven, and the traffic is taken back", () => {
  const traffic = { kind: "traffic", urns: [deployment.urn] };
  expect(values({ findings: [foreign] })).toMatchObject([
    { name: "KEY", verdict: "cannot-tell", push: traffic },
    { name: "LEVEL", verdict: "same" },
  ]);
});

test("what somebody else's version holds is told by the platform", () => {
  const other = { path: "bindings.LEVEL", declared: {}, found: plain("LEVEL", "trace") };
  const gone = { path: "bindings.KEY", declared: {}, found: undefined };
  const findings = [{ ...foreign, changes: [...foreign.changes, other, gone] }];
  expect(values({ findings })).toMatchObject([
    { name: "KEY", verdict: "differs", live: undefined },
    { name: "LEVEL", verdict: "differs", live: "trace", declared: "debug" },
  ]);
});

test("without an answer about the traffic nothing is said to be the same, or pushed", () => {
  for (const value of values({ findings: [unread("traffic")] })) {
    expect(value).toMatchObject({ verdict: "cannot-tell", note: "It gave no answer." });
    expect(value.push).toBeUndefined();
  }
});

test("a Worker that was never deployed is left to a deployment", () => {
  const found = workerValues(
    knowledge([], {
      declared: new Map([[urn, version.inputs]]),
      changes: [change(version, "create")],
    }),
    urn,
  );
  expect(found).toMatchObject([
    { name: "KEY", verdict: "differs", live: undefined, push: { kind: "left" } },
    { name: "LEVEL", verdict: "differs", live: undefined, push: { kind: "left" } },
  ]);
});
