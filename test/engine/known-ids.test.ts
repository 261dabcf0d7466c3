import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { knownIds } from "../../local/engine/known-ids.ts";

const URN = "urn:pulumi:staging::slipway::cloudflare:index/queue:Queue::jobs";

/** A file backend with one stack. */
function useBackend(state: string): string {
  const backend = mkdtempSync(join(tmpdir(), "slipway-backend-"));
  onTestFinished(() => rmSync(backend, { recursive: true, force: true }));
  const project = join(backend, ".pulumi", "stacks", "slipway");
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "staging.json"), state);
  return backend;
}

function stateOf(resources: { urn: string; id?: string }[] | null): string {
  const latest = resources === null ? null : { manifest: {}, resources };
  return JSON.stringify({ version: 3, checkpoint: { stack: "staging", latest } });
}

test.each([
  ["one", [{ urn: URN, id: "a" }], ["a"]],
  [
    "two while one replaces the other",
    [
      { urn: URN, id: "b" },
      { urn: URN, id: "a" },
    ],
    ["b", "a"],
  ],
  ["none where only others are there", [{ urn: `${URN}-dead`, id: "a" }], []],
  ["none where it has no id", [{ urn: URN }], []],
  ["none in a new stack", null, []],
])("the ids that the engine's state has for a resource: %s", (_title, resources, ids) => {
  expect([...(knownIds(useBackend(stateOf(resources)), URN) ?? ["unreadable"])]).toEqual(ids);
});

test.each([
  ["of another stack", stateOf([]), URN.replace("staging", "production")],
  ["of another project", stateOf([]), URN.replace("slipway", "other")],
  ["that is cut off", stateOf([]).slice(0, 20), URN],
  ["of another form", '{"version":4}', URN],
])("a state %s tells nothing", (_title, state, urn) => {
  expect(knownIds(useBackend(state), urn)).toBeUndefined();
});
