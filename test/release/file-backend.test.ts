import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { readFileOutputs } from "../../release/file-backend.ts";
import { useTemporaryDirectory } from "../engine/support/temporary-directory.ts";

/** A file backend whose state of staging is this text. */
function useState(text: string): string {
  const root = useTemporaryDirectory();
  const folder = join(root, ".pulumi", "stacks", "slipway");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "staging.json"), text);
  return pathToFileURL(root).href;
}

const state = (resources: readonly object[]) =>
  JSON.stringify({ version: 4, checkpoint: { stack: "staging", latest: { resources } } });

test("a stack's outputs are read from its state, its secrets masked", async () => {
  const secret = { "4dabf18193072939515e22adb298388d": "1b47", ciphertext: "v1:a:b" };
  const stack = { type: "pulumi:pulumi:Stack", outputs: { pins: {}, alerting: secret } };
  const other = { type: "cloudflare:index/worker:Worker", outputs: { name: "shop" } };
  const outputs = await readFileOutputs(useState(state([other, stack])), "slipway", "staging");
  expect(outputs).toEqual({ pins: {}, alerting: "[secret]" });
});

test.each([
  ["is cut off", state([]).slice(0, -3)],
  ["is empty", ""],
  ["is of another form", JSON.stringify({ version: 4, deployment: {} })],
])("a state that %s is left to the engine", async (_, text) => {
  expect(await readFileOutputs(useState(text), "slipway", "staging")).toBeUndefined();
});

test.each([
  ["was never updated", JSON.stringify({ version: 3, checkpoint: { stack: "staging" } })],
  ["was destroyed", state([])],
])("a stack that %s has no outputs", async (_, text) => {
  expect(await readFileOutputs(useState(text), "slipway", "staging")).toEqual({});
});

test.each([undefined, "s3://bucket", "https://api.pulumi.com"])(
  "the state at %s is left to the engine",
  async (backend) => {
    expect(await readFileOutputs(backend, "slipway", "staging")).toBeUndefined();
  },
);

test("a stack without a state is left to the engine", async () => {
  expect(await readFileOutputs(useState(state([])), "slipway", "production")).toBeUndefined();
});
