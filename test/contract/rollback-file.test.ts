import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { buildRollback } from "../../bin/build-rollback.ts";
import { makeRollbackTarget, type RollbackTarget } from "./support/rollback-target.ts";
import { type RunningCloud, startRunningCloud } from "./support/running-cloud.ts";

/**
 * Proves, against the local cloud with Workers that really run, that the one file rolls back from an
 * empty folder, with a token and nothing else. What engine and ledger add is not proved here.
 */
let cloud: RunningCloud;
let target: RollbackTarget;
let folder: string;
const [old, bad] = ["1a2b3c4-20261121095712", "5d6e7f8-20261121113000"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-rollback-"));
  const built = mkdtempSync(join(tmpdir(), "slipway-build-"));
  cpSync(await buildRollback(built), join(folder, "slipway-rollback.mjs"));
  rmSync(built, { recursive: true });
  cloud = await startRunningCloud();
  target = await makeRollbackTarget(cloud, [old, bad]);
});

afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  if ((await target.serving()) !== target.versions[bad]) await target.deploy(bad);
});

interface Finished {
  code: number | null;
  output: string;
}

function rollBack(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const child = spawn(process.execPath, ["slipway-rollback.mjs", "staging", ...args], {
    cwd: folder,
    env: {
      HOME: folder,
      CLOUDFLARE_API_TOKEN: "local-token",
      CLOUDFLARE_BASE_URL: cloud.cloudflareUrl,
      SLIPWAY_CONNECT_TO: cloud.edgeOrigin,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

/** Makes the emulated Cloudflare misbehave until the test ends. */
async function useFault(rule: object): Promise<void> {
  const faults = `${new URL(cloud.cloudflareUrl).origin}/_local/faults`;
  const body = JSON.stringify({ vendor: "cloudflare", ...rule });
  const headers = { "content-type": "application/json" };
  expect((await fetch(faults, { method: "POST", headers, body })).status).toBe(201);
  onTestFinished(async () => void (await fetch(faults, { method: "DELETE" })));
}

const confirmed = ["--confirm", "ROLLBACK", "--message", "it loses votes"];

test("the release before serves again, proven by its answers and recorded", async () => {
  const { code, output } = await rollBack(confirmed);
  expect(output).toContain(`collective-vision-staging serves ${old}`);
  expect(output).toContain("✓ Prove it on every route");
  expect(output).toContain("collective-vision-staging/last_deploy");
  // Nobody was told, as no channel is in its environment.
  expect(code).toBe(2);
  expect(await target.serving()).toBe(target.versions[old]);
});

test("a second run moves nothing", async () => {
  await rollBack(confirmed);
  const { output } = await rollBack(confirmed);
  expect(output).toContain(`has gone back to release ${old}`);
  expect(await target.serving()).toBe(target.versions[old]);
});

test.each([
  ["without the word", [], "nobody is here to confirm it", 1],
  ["with another word", ["--confirm", "rollback"], '"rollback" does not confirm a rollback', 1],
  ["in a dry run", ["--dry-run"], "Nothing was changed: this was a dry run.", 0],
  ["to an unknown release", [...confirmed, "--to", "nope"], `There are: ${bad}, ${old}.`, 1],
  ["to an empty name", [...confirmed, "--to", ""], `There are: ${bad}, ${old}.`, 1],
  ["for an unknown service", [...confirmed, "--service", "nope"], "no service nope", 1],
  [
    "for what every object has",
    [...confirmed, "--service", "constructor"],
    "no service constructor",
    1,
  ],
])("nothing is moved %s", async (_title, args, text, expectedCode) => {
  const { code, output } = await rollBack(args);
  expect(output).toContain(text);
  expect(code).toBe(expectedCode);
  expect(await target.serving()).toBe(target.versions[bad]);
});

test.each([
  ["answers 503 twice", { effect: { kind: "status", status: 503 }, times: 2 }],
  ["acts but cuts the connection", { effect: { kind: "cut-after" }, times: 1 }],
  ["gets a page in place of an answer", { effect: { kind: "garbage" }, times: 1 }],
])("the traffic moves although the deployment call %s", async (_title, fault) => {
  await useFault({ method: "POST", path: "/**/deployments", ...fault });
  const { output } = await rollBack(confirmed);
  expect(output).toContain("✓ Move the traffic");
  expect(await target.serving()).toBe(target.versions[old]);
});

test("a deployment that Cloudflare never takes says what serves", async () => {
  await useFault({
    method: "POST",
    path: "/**/deployments",
    effect: { kind: "status", status: 503 },
  });
  const { code, output } = await rollBack(confirmed);
  expect(code).toBe(1);
  expect(output).toContain("✗ Move the traffic");
  expect(output).toContain(
    `collective-vision-staging serves ${target.versions[bad]?.slice(0, 8)} 100 %`,
  );
  expect(output).toContain("– Prove it on every route");
});

test("an API that is down is said to be so within a minute", async () => {
  await useFault({ effect: { kind: "status", status: 503 } });
  const startedAt = performance.now();
  const { code, output } = await rollBack([...confirmed, "--no-wait"]);
  expect(code).toBe(1);
  expect(output).toContain("Cloudflare's API cannot be used");
  expect(output).toContain("it is safe to repeat");
  expect(performance.now() - startedAt).toBeLessThan(60_000);
});

test("Slack and PagerDuty that hang hold nothing up, and an issue says what they do not", async () => {
  const { origin } = new URL(cloud.cloudflareUrl);
  for (const vendor of ["slack", "pagerduty"]) {
    await useFault({ vendor, method: "POST", effect: { kind: "hang", ms: 600_000 } });
  }
  const startedAt = performance.now();
  const { code, output } = await rollBack(confirmed, {
    GITHUB_TOKEN: "local-token",
    GITHUB_BASE_URL: `${origin}/`,
    PAGERDUTY_EVENTS_URL: `${origin}/pagerduty/v2/enqueue`,
    PAGERDUTY_ROUTING_KEY: "r".repeat(32),
    SLACK_API_URL: `${origin}/slack/api/`,
    SLACK_TOKEN: "local-token",
  });
  expect(code).toBe(2);
  expect(output).toContain("✓ Prove it on every route");
  expect(output).toMatch(/An issue says it instead: http.+\/issues\/\d+/);
  expect(performance.now() - startedAt).toBeLessThan(60_000);
  expect(await target.serving()).toBe(target.versions[old]);
});

test("another account can be named by the environment", async () => {
  const { output } = await rollBack(["--dry-run"], { CLOUDFLARE_ACCOUNT_ID: "0".repeat(32) });
  expect(output).toContain(`/accounts/${"0".repeat(32)}/workers/scripts/collective-vision-staging`);
});

test("a secret that has changed since holds the traffic until it is forced", async () => {
  await target.ship("9c8d7e6-20261121120000", "changed");
  const refused = await rollBack(confirmed);
  expect(refused.code).toBe(1);
  expect(refused.output).toContain("The following secrets have changed: KEY");
  expect(refused.output).toContain("With --force it goes back all the same");
  const { output } = await rollBack([...confirmed, "--force"]);
  expect(output).toContain("✓ Prove it on every route");
  expect(await target.serving()).toBe(target.versions[bad]);
});

test("the same checkout builds the same bytes, wherever they go", async () => {
  const built = mkdtempSync(join(tmpdir(), "slipway-build-"));
  onTestFinished(() => rmSync(built, { recursive: true }));
  const [one, other] = [await buildRollback(built), await buildRollback(join(built, "again"))];
  expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
});

test("the file imports nothing but what Node has", () => {
  const text = readFileSync(join(folder, "slipway-rollback.mjs"), "utf8");
  const imported = [...text.matchAll(/^import .* from "(.+)";$/gm)].map(([, name = ""]) => name);
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.filter((name) => !name.startsWith("node:"))).toEqual([]);
  expect(Buffer.byteLength(text)).toBeLessThan(100_000);
});
