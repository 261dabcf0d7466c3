import { expect, test } from "vitest";
import type { Finding } from "../../../release/drift/finding.ts";
import { type FixPorts, fixDrift, hasFix } from "../../../release/drift/fix.ts";
import type { Remedy } from "../../../release/drift/remedy.ts";

// Proves the order of remedies, and that none is left out; what each does is the system test's part.

const update: Remedy = { kind: "update", urn: "changed", hasDependents: false };
const make: Remedy = { kind: "update", urn: "gone", hasDependents: true };
const replace: Remedy = { kind: "replace", urn: "blind" };
const rollout: Remedy = { kind: "rollout", scriptName: "api", versionId: "then", message: "" };
const byHand: Remedy = { kind: "by-hand", advice: "Delete it." };
const call: Remedy = {
  kind: "call",
  call: { vendor: "slack", method: "POST", path: "usergroups.enable", body: {} },
};

function drift(...remedies: Remedy[]) {
  const finding: Omit<Finding, "remedies"> = {
    stack: "staging",
    verdict: "changed",
    object: "thing",
    kind: "Thing",
    changes: [],
  };
  const findings = remedies.map((remedy) => ({ ...finding, remedies: [remedy] }));
  return { stack: "staging", isUnreadable: false, inSync: [], findings };
}

const worker = { accountId: "a", scriptName: "api", hostname: "api.example.com", checks: [] };
const services = { api: { url: "https://api.example.com", workers: [worker], smokeTests: [] } };

function ports(done: string[], failing: Partial<FixPorts> = {}): FixPorts {
  return {
    async up({ targets = [], replacements = [], includesDependents = false }) {
      done.push(
        `up ${[...targets, ...replacements].join()}${includesDependents ? " and more" : ""}`,
      );
      return { changes: {}, plan: { changes: [], unchanged: 0 }, errors: [], warnings: [] };
    },
    async call({ path }) {
      done.push(path);
    },
    async restore({ versionId }) {
      done.push(`restore ${versionId}`);
      return "";
    },
    services,
    observer: { started: () => undefined, ended: () => undefined },
    ...failing,
  };
}

test("routes come before the traffic, and the traffic before what makes new versions", async () => {
  const done: string[] = [];
  const all = drift(make, rollout, call, replace, update, byHand);
  const result = await fixDrift("run-1", all, ports(done));
  expect(result.status).toBe("succeeded");
  expect(done).toEqual([
    "up gone,changed,blind",
    "usergroups.enable",
    "restore then",
    "up gone and more",
  ]);
});

test("traffic that cannot be restored yet does not keep what it needs from being made", async () => {
  const done: string[] = [];
  const failing = {
    restore: async () => {
      throw new Error("The KV namespace is gone.");
    },
  };
  const result = await fixDrift("run-1", drift(make, rollout), ports(done, failing));
  expect(result.status).toBe("warnings");
  expect(done).toEqual(["up gone", "up gone and more"]);
});

test("a failed update does not keep users from the declared version", async () => {
  const done: string[] = [];
  const failing = {
    up: async () => {
      throw new Error("The engine failed.");
    },
  };
  const result = await fixDrift("run-1", drift(update, rollout), ports(done, failing));
  expect(result.status).toBe("failed");
  expect(done).toEqual(["restore then"]);
});

test("what is left to people is no reason to ask for a confirmation", () => {
  expect(hasFix(drift(byHand))).toBe(false);
  expect(hasFix(drift(byHand, call))).toBe(true);
});
