import { afterAll, beforeAll, expect, test } from "vitest";
import { cloudflareApi } from "../../release/rollout/cloudflare-api.ts";
import { httpProbe, type RouteCheck } from "../../release/rollout/probe.ts";
import { cloudflareTraffic } from "../../release/rollout/traffic.ts";
import { askOldVersion } from "../../release/watch/old-version.ts";
import { makeRollbackTarget, type RollbackTarget } from "./support/rollback-target.ts";
import { type RunningCloud, startRunningCloud } from "./support/running-cloud.ts";

// Proves against the local cloud that the watch reaches a version that has no traffic, and leaves
// the deployment as it was where that version is no way out.

const [OLD, NEW] = ["1a2b3c4-20261121095712", "5d6e7f8-20261121113000"];
const scriptName = "collective-vision-staging";
const hostname = "staging-feedback.example.com";
const proof: RouteCheck = { path: "/health", versionField: "workerVersionId" };
/** No version answers so. */
const wrong: RouteCheck = { path: "/widget.js", statuses: [204] };

let cloud: RunningCloud;
let target: RollbackTarget;

beforeAll(async () => {
  cloud = await startRunningCloud();
  target = await makeRollbackTarget(cloud, [OLD, NEW]);
});
afterAll(() => cloud.stop());

async function ask(...checks: RouteCheck[]) {
  const env = { CLOUDFLARE_API_TOKEN: "local-sdk", CLOUDFLARE_BASE_URL: cloud.cloudflareUrl };
  const { accountId, edgeOrigin: connectTo } = cloud;
  const traffic = cloudflareTraffic({ api: cloudflareApi({ env }), accountId, scriptName });
  const found = await askOldVersion({
    worker: { accountId, scriptName, hostname, checks: [proof, wrong] },
    oldVersionId: target.versions[OLD] ?? "",
    traffic,
    probe: httpProbe({ hostname, scriptName, connectTo }),
    checks,
    signal: new AbortController().signal,
    wait: async () => {},
  });
  return { found, shares: (await traffic.current())?.shares };
}

test("both versions are ill: nothing is moved", async () => {
  const serving = [{ versionId: target.versions[NEW], percentage: 100 }];
  expect(await ask(wrong)).toEqual({ found: "ill", shares: serving });
});

test("the old version is well: it waits at 0 %, and users still meet the new one", async () => {
  const { found, shares } = await ask(proof, wrong);
  expect(found).toBe("well");
  expect(shares).toEqual([
    { versionId: target.versions[OLD], percentage: 0 },
    { versionId: target.versions[NEW], percentage: 100 },
  ]);
  const { text } = await cloud.visit(hostname, "/health");
  expect(JSON.parse(text)).toEqual({ workerVersionId: target.versions[NEW] });
});
