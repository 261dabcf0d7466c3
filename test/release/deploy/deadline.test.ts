import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { deployDeadlineMs } from "../../../release/deploy/deadline.ts";

// Proves how long a deployment has where nobody says it.

const worker = { accountId: "a", scriptName: "shop", hostname: "shop.example.com", checks: [] };

test.each([
  ["no bakes", "[]", 0, 1, 13],
  ["three minutes of bakes", "[1, 10, 50]", 60, 1, 13],
  ["half an hour of bakes", "[10, 50]", 900, 1, 40],
  ["half an hour of bakes for each of two Workers", "[10, 50]", 900, 2, 70],
])("%s: a deployment has its time", async (_case, steps, bakeSeconds, workers, minutes) => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-stack-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rollout = `{ steps: ${steps}, bakeSeconds: ${bakeSeconds} }`;
  writeFileSync(join(folder, "Pulumi.staging.yaml"), `config:\n  slipway:rollout: ${rollout}\n`);
  const shop = { url: "", workers: Array(workers).fill(worker), smokeTests: [] };
  expect(await deployDeadlineMs("staging", folder, { shop })).toBe(minutes * 60_000);
});
