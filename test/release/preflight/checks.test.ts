import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Bookmark, bookmarkCheck } from "../../../release/preflight/d1-bookmarks.ts";
import { freeDiskCheck } from "../../../release/preflight/free-disk.ts";
import { lockCheck, workflowCheck } from "../../../release/preflight/other-deployments.ts";
import { rollbackTargetCheck } from "../../../release/preflight/rollback-target.ts";
import type { CloudflareApi } from "../../../release/rollout/cloudflare-api.ts";
import type { StackOutputs } from "../../../release/stack-outputs.ts";

// Proves each check by itself, the vendors being functions. The status page and the tokens are checked
// against the emulated vendors, beside this and in test/contract.

const workers = [
  { accountId: "a", scriptName: "shop-staging", hostname: "shop.example.com", checks: [] },
];
const release = { version: "r2", gitSha: "", workers: { "shop-staging": "v2" } };
const outputs: StackOutputs = {
  urls: {},
  workers: { "shop-staging": { versionId: "v2", deploymentId: "d" } },
  release,
  releases: [release, { version: "r1", gitSha: "", workers: { "shop-staging": "v1" } }],
  pins: {},
};
const script = "/accounts/a/workers/scripts/shop-staging";

/** Answers by the path before its query. */
function api(answers: Readonly<Record<string, unknown>>): CloudflareApi {
  return async (_method, path) => {
    const answer = answers[path.split("?")[0] ?? ""];
    if (answer === undefined) throw new Error(`Nothing is known of ${path}.`);
    return answer;
  };
}

function versions(...ids: string[]) {
  const items = ids.map((id, number) => ({ id, number, metadata: { created_on: "" } }));
  return api({ [`${script}/versions`]: { items }, [`${script}/deployments`]: { deployments: [] } });
}

test("the release that serves can be gone back to while Cloudflare deploys its versions", async () => {
  expect(await rollbackTargetCheck(versions("v1", "v2"), workers, release).run()).toBe(
    "r2 can be deployed again",
  );
});

test("a release whose version Cloudflare has no more is no way back", async () => {
  await expect(rollbackTargetCheck(versions("v1"), workers, release).run()).rejects.toThrow(
    "Cloudflare cannot deploy release r2 again, so there would be no way back: shop-staging v2 is gone.",
  );
});

test("a first deployment has nothing to go back to, and no data", () => {
  const nowhere = api({});
  expect(rollbackTargetCheck(nowhere, workers, undefined).skip?.()).toBe(
    "this is the first deployment",
  );
  expect(bookmarkCheck(nowhere, workers, undefined, () => undefined).skip?.()).toBe(
    "this is the first deployment",
  );
});

test("every database that the serving versions are bound to is noted, once", async () => {
  const bindings = [
    { type: "d1", name: "DB", database_id: "u1" },
    { type: "d1", name: "AGAIN", id: "u1" },
    { type: "kv_namespace", name: "KV", namespace_id: "n" },
  ];
  const noted: Bookmark[] = [];
  const check = bookmarkCheck(
    api({
      [`${script}/versions/v2`]: { resources: { bindings } },
      "/accounts/a/d1/database/u1": { uuid: "u1", name: "shop" },
      "/accounts/a/d1/database/u1/time_travel/bookmark": { bookmark: "b1" },
    }),
    workers,
    outputs,
    (bookmarks) => noted.push(...bookmarks),
  );
  expect(await check.run()).toBe("shop at b1");
  expect(noted).toEqual([{ databaseId: "u1", databaseName: "shop", bookmark: "b1" }]);
});

test("a database whose state cannot be noted is a failure", async () => {
  const bindings = [{ type: "d1", name: "DB", database_id: "u1" }];
  const answers = { [`${script}/versions/v2`]: { resources: { bindings } } };
  const check = bookmarkCheck(api(answers), workers, outputs, () => undefined);
  await expect(check.run()).rejects.toThrow("/accounts/a/d1/database/u1");
});

test.each([
  [
    "of a process that runs",
    process.pid,
    /is being updated by somebody else: ada@.* since 2026-11-21 12:00:00/,
  ],
  [
    "of a process that is gone",
    2 ** 30,
    /is locked by an update that was killed: ada@.* since 2026-11-21 12:00:00/,
  ],
])("a lock %s is told, with who and since when", async (_title, processId, message) => {
  const held = { user: "ada", host: hostname(), processId, since: "2026-11-21T12:00:00Z" };
  const check = lockCheck({ stackName: "staging", lock: async () => held });
  await expect(check.run()).rejects.toThrow(message);
});

test("a stack without a lock is free", async () => {
  const free = lockCheck({ stackName: "staging", lock: async () => undefined });
  expect(await free.run()).toBeUndefined();
});

const run = {
  id: 7,
  path: ".github/workflows/deploy.yml",
  display_title: "Deploy production",
  html_url: "https://github.com/acme/shop/actions/runs/7",
  created_at: "2026-11-21T12:00:00Z",
  actor: { login: "ada" },
};

function workflows(change: object, env: NodeJS.ProcessEnv = {}) {
  const answer = async () => ({ workflow_runs: [{ ...run, ...change }] });
  const stacks = ["production", "staging"];
  const repository = "acme/shop";
  return workflowCheck({ api: answer, repository, stack: "production", stacks, env }).run();
}

test.each<[string, object, NodeJS.ProcessEnv, boolean]>([
  ["of this stack", {}, {}, true],
  ["that names no stack", { display_title: "Fix typo" }, {}, true],
  ["of another stack", { display_title: "Deploy staging" }, {}, false],
  ["of another workflow", { path: ".github/workflows/test.yml" }, {}, false],
  ["that this is part of", {}, { GITHUB_RUN_ID: "7" }, false],
])("a running workflow %s speaks against a deployment or not", async (_t, change, env, isOther) => {
  if (!isOther) return expect(await workflows(change, env)).toBeUndefined();
  await expect(workflows(change, env)).rejects.toThrow(
    /^A deployment is running: ".*" of ada since 2026-11-21T12:00:00Z, https:\/\/github.com/,
  );
});

test("a GitHub that does not say what runs is a warning; without a token it is not asked", async () => {
  const options = { repository: "acme/shop", stack: "production", stacks: [], env: {} };
  const failing = workflowCheck({ ...options, api: () => Promise.reject(new Error("500")) });
  expect(await failing.run()).toEqual({ warning: "GitHub does not say which workflows run." });
  const without = workflowCheck({ ...options, api: undefined });
  expect(without.skip?.()).toBe("GITHUB_TOKEN is not set");
});

function useBackend(stateBytes?: number): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), "slipway-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, ".pulumi/stacks/slipway"), { recursive: true });
  if (stateBytes !== undefined) {
    writeFileSync(join(folder, ".pulumi/stacks/slipway/staging.json"), "x".repeat(stateBytes));
  }
  return { PULUMI_BACKEND_URL: `file://${folder}?metadata=skip` };
}

test.each([
  [2_000_000, true],
  [1_999_999, false],
])(
  "a state of 100,000 bytes needs 2,000,000: with %i free it has room or not",
  async (free, has) => {
    const check = freeDiskCheck(useBackend(100_000), "slipway", "staging", async () => free);
    if (has) expect(await check.run()).toBe("2.0 MB free, state 0.1 MB");
    else await expect(check.run()).rejects.toThrow("20 times that must be free");
  },
);

test("the disk that is looked at is the backend's", async () => {
  const check = freeDiskCheck(useBackend(10), "slipway", "staging");
  expect(await check.run()).toMatch(/MB free, state 0.0 MB$/);
});

test("a backend that can be read half written is warned of, with what to do", async () => {
  const { PULUMI_BACKEND_URL: url } = useBackend(10);
  const env = { PULUMI_BACKEND_URL: url?.replace("?metadata=skip", "") };
  const check = freeDiskCheck(env, "slipway", "staging");
  expect(await check.run()).toEqual({
    warning: expect.stringContaining("Add ?metadata=skip to PULUMI_BACKEND_URL."),
  });
});

test("a stack without a state needs no room yet, and one elsewhere none here", async () => {
  const check = freeDiskCheck(useBackend(), "slipway", "staging", async () => 0);
  expect(await check.run()).toBe("there is no state yet");
  const cloud = { PULUMI_BACKEND_URL: "https://api.pulumi.com" };
  expect(freeDiskCheck(cloud, "slipway", "staging").skip?.()).toBe(
    "the state is not in files here",
  );
});
