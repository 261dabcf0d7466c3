import { expect, test } from "vitest";
import type { Probe } from "../../../release/rollout/probe.ts";
import type { Deployment, Share, Traffic } from "../../../release/rollout/traffic.ts";
import { askOldVersion } from "../../../release/watch/old-version.ts";

// Proves when the old version counts as ill too, and what becomes of the deployment meanwhile.

const whole = (versionId: string): Share => ({ versionId, percentage: 100 });

interface Scene {
  serving?: readonly Share[];
  /** What the old version answers by path: what is wrong. */
  old?: Record<string, string>;
  oldTimeMs?: number;
  ignoresOverrides?: true;
  /** Called before each deployment is made. */
  onDeploy?: (deployments: Deployment[]) => void;
}

async function ask({ old = {}, oldTimeMs = 20, serving = [whole("new")], ...scene }: Scene) {
  const deployments: Deployment[] = [{ id: "d0", shares: serving, message: "" }];
  const traffic: Traffic = {
    current: async () => deployments.at(-1),
    deploy: async (shares, message) => {
      scene.onDeploy?.(deployments);
      const deployment = { id: `d${deployments.length}`, shares, message };
      deployments.push(deployment);
      return deployment;
    },
  };
  const probe: Probe = async ({ path, versionField }, pinned) => {
    const isPart = deployments.at(-1)?.shares.some(({ versionId }) => versionId === pinned);
    const isOld = isPart && !scene.ignoresOverrides;
    return {
      timeMs: isOld ? oldTimeMs : 20,
      problem: isOld ? old[path] : "status 500",
      answeredBy: versionField && (isOld ? pinned : "new"),
    };
  };
  const checks = [{ path: "/health", versionField: "id" }, { path: "/widget.js" }];
  const found = await askOldVersion({
    worker: { accountId: "a", scriptName: "api", hostname: "api.example.com", checks },
    oldVersionId: "old",
    traffic,
    probe,
    checks,
    signal: new AbortController().signal,
    wait: async () => {},
  });
  return { found, shares: deployments.map((each) => each.shares) };
}

const asked = [{ versionId: "old", percentage: 0 }, whole("new")];

test("an old version that answers well is asked at 0 %", async () => {
  expect(await ask({})).toEqual({ found: "well", shares: [[whole("new")], asked] });
});

test("an old version that is ill on every such route is ill, and the deployment is as before", async () => {
  const old = { "/health": "status 503", "/widget.js": "status 500" };
  const { found, shares } = await ask({ old });
  expect(found).toBe("ill");
  expect(shares).toEqual([[whole("new")], asked, [whole("new")]]);
});

test("an old version that is too slow is ill as well", async () => {
  expect((await ask({ oldTimeMs: 2001 })).found).toBe("ill");
  expect((await ask({ oldTimeMs: 2000 })).found).toBe("well");
});

test("an old version that is well on one of the routes is a way out", async () => {
  expect((await ask({ old: { "/health": "status 503" } })).found).toBe("well");
});

test.each<[string, Scene]>([
  ["overrides are ignored", { ignoresOverrides: true }],
  [
    "Cloudflare does not answer",
    {
      onDeploy: () => {
        throw new Error("502");
      },
    },
  ],
  ["the traffic is split", { serving: asked }],
])("nothing is known where %s", async (_case, scene) => {
  expect((await ask(scene)).found).toBe("unknown");
});
