import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { choosePins, describePin, pinsAskedFor } from "../../infra/pins.ts";
import { parsePreviousOutputs } from "../../infra/previous-outputs.ts";
import { readCommittedStack } from "../../infra/services.ts";
import type { Pin } from "../../release/ledger.ts";
import { recordProgram } from "./program.ts";
import { find, type Recording } from "./recorder.ts";

// Proves which version a pinned Worker is given and what the stack tells of it. That a pin survives
// from one update to the next is proved with the engine by test/system/ledger.test.ts.

const root = join(import.meta.dirname, "../..");
const worker = "collective-vision-staging";
const built = tagOf(await recordProgram("staging"));

function pinned(changes: Partial<Pin> = {}): Pin {
  return {
    versionId: "earlier-id",
    release: "1111111-20260101000000",
    insteadOf: built,
    since: "2026-11-21T12:00:00Z",
    by: "ada",
    reason: "It loses votes.",
    ...changes,
  };
}

function useAskedPins(pins: unknown): void {
  process.env.SLIPWAY_PINS = JSON.stringify(pins);
  onTestFinished(() => void delete process.env.SLIPWAY_PINS);
}

function tagOf(recording: Recording): string {
  const type = "cloudflare:index/workerVersion:WorkerVersion";
  const { inputs } = find(recording, type, "cv-worker-version");
  return (inputs.annotations as { workersTag: string }).workersTag;
}

function deploymentOf(recording: Recording) {
  const type = "cloudflare:index/workersDeployment:WorkersDeployment";
  const { versions, annotations } = find(recording, type, "cv-worker-deployment").inputs;
  return { versions, annotations };
}

const whole = (versionId: string) => [{ versionId, percentage: 100 }];

test("a pinned Worker is given the pin's version; the version of its code is declared all the same", async () => {
  const recording = await recordProgram("staging", {}, { pins: { [worker]: pinned() } });
  expect(deploymentOf(recording)).toEqual({
    versions: whole("earlier-id"),
    annotations: { workersMessage: `Release 1111111-20260101000000 in place of ${built}` },
  });
  expect(tagOf(recording)).toBe(built);
});

test("the stack tells the pin, and the release that the pinned version is of", async () => {
  const releases = [
    { version: built, gitSha: "b".repeat(40), workers: { [worker]: "cv-worker-version-id" } },
    {
      version: "1111111-20260101000000",
      gitSha: "a".repeat(40),
      workers: { [worker]: "earlier-id" },
    },
  ];
  const previous = { releases, pins: { [worker]: pinned() } };
  const { outputs } = await recordProgram("staging", {}, previous);
  const release = { ...releases[1], insteadOf: built };
  expect(outputs).toMatchObject({ pins: previous.pins, release, releases: [release, ...releases] });
});

test("code of another release ends a pin", async () => {
  const pins = { [worker]: pinned({ insteadOf: "2222222-20260202000000" }) };
  const recording = await recordProgram("staging", {}, { pins });
  expect(deploymentOf(recording).versions).toEqual(whole("cv-worker-version-id"));
  expect(recording.outputs.pins).toEqual({});
});

test("a pin outlasts an update of other resources alone, whatever the code", async () => {
  const withdrawn = "2222222-20260202000000";
  const pins = { [worker]: pinned({ insteadOf: withdrawn }) };
  // The engine answers with the version that it leaves in place.
  const leftInPlace = {
    "cloudflare:index/workerVersion:WorkerVersion": { annotations: { workersTag: withdrawn } },
  };
  const recording = await recordProgram("staging", {}, { pins }, leftInPlace);
  expect(recording.outputs).toMatchObject({
    pins,
    release: {
      version: "1111111-20260101000000",
      insteadOf: withdrawn,
      workers: { [worker]: "earlier-id" },
    },
  });
  expect(deploymentOf(recording).versions).toEqual(whole("earlier-id"));
});

test("a pin that is asked for holds whatever the code, and before an earlier one", () => {
  const asked = pinned({ insteadOf: "2222222-20260202000000" });
  const pinFor = choosePins({ [worker]: pinned({ versionId: "other" }) }, { [worker]: asked });
  expect(pinFor(worker, built)).toBe(asked);
  expect(pinFor("api", built)).toBeUndefined();
});

test("a pin to the release that it is instead of calls an earlier one off", () => {
  const asked = pinned({ release: built });
  expect(choosePins({ [worker]: pinned() }, { [worker]: asked })(worker, built)).toBeUndefined();
});

test("SLIPWAY_PINS reaches the deployment", async () => {
  useAskedPins({ [worker]: pinned({ insteadOf: "2222222-20260202000000" }) });
  expect(deploymentOf(await recordProgram("staging")).versions).toEqual(whole("earlier-id"));
});

test.each([
  ["no JSON", "{", "the whole of it"],
  ["a list", "[]", "the whole of it"],
  ["no version", JSON.stringify({ api: { ...pinned(), versionId: undefined } }), "api.versionId"],
  ["no time", JSON.stringify({ api: pinned({ since: "today" }) }), "api.since"],
])("SLIPWAY_PINS with %s is refused by name", (_case, text, place) => {
  expect(() => pinsAskedFor(["api"], { SLIPWAY_PINS: text })).toThrow(
    `SLIPWAY_PINS cannot be read: ${place} missing or of another form.`,
  );
});

test("SLIPWAY_PINS with a Worker that the stack does not declare is refused, with those it does", () => {
  const text = JSON.stringify({ api: pinned(), shop: pinned() });
  expect(() => pinsAskedFor(["api", "web"], { SLIPWAY_PINS: text })).toThrow(
    "SLIPWAY_PINS pins shop, but this stack declares api, web only.",
  );
});

test("the Workers that can be pinned are those that the program declares", async () => {
  const { services } = await readCommittedStack("staging", root);
  const names = Object.values(services).flatMap(({ workers }) => workers);
  const { outputs } = await recordProgram("staging");
  expect(Object.keys(outputs.workers as object)).toEqual(names.map(({ scriptName }) => scriptName));
});

test("a warning says which release instead of which, since when, by whom and why", () => {
  expect(describePin("api", pinned({ insteadOf: "2222222-20260202000000" }))).toBe(
    "api is pinned to release 1111111-20260101000000 instead of 2222222-20260202000000 " +
      "since 2026-11-21T12:00:00Z by ada: It loses votes. Code of another release ends it.",
  );
});

test.each([undefined, null])(
  "without outputs before (%s) there are no releases and no pins",
  (none) => {
    expect(parsePreviousOutputs({ releases: none, pins: none })).toEqual({
      releases: [],
      pins: {},
    });
  },
);

test("outputs of another form are refused by name", () => {
  expect(() => parsePreviousOutputs({ releases: "none", pins: {} })).toThrow(
    "The stack's outputs have another form than this version of Slipway gives them: releases.",
  );
});
