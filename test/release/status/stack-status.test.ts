import { expect, test } from "vitest";
import type { CloudflareApi } from "../../../release/rollout/cloudflare-api.ts";
import { CloudflareApiError } from "../../../release/rollout/cloudflare-api.ts";
import { readStackStatus } from "../../../release/status/stack-status.ts";

const script = "/accounts/a1/workers/scripts/shop-staging";
const worker = {
  accountId: "a1",
  scriptName: "shop-staging",
  hostname: "shop.example.com",
  checks: [{ path: "/health", versionField: "workerVersionId" }],
  auditNamespace: "shop-staging",
};
const services = { shop: { workers: [worker] } };
const release = "1a2b3c4-20261121095712";

interface World {
  /** Shares of the newest deployment, as `version percentage`; null: no such Worker. */
  shares?: readonly [string, number][] | null;
  outputs?: () => Promise<Record<string, unknown>>;
  record?: unknown;
  /** The status of every answer of Cloudflare's. */
  refusal?: number;
}

function api({ shares = [["v1", 100]], record, refusal }: World): CloudflareApi {
  return async (method, path) => {
    if (refusal) throw new CloudflareApiError(`${method} ${path}`, refusal, []);
    if (shares === null) throw new CloudflareApiError(`${method} ${path}`, 404, []);
    if (path === `${script}/deployments`) {
      const versions = shares.map(([version_id, percentage]) => ({ version_id, percentage }));
      return { deployments: [{ versions, created_on: "2026-11-21T12:00:00Z" }] };
    }
    if (path.startsWith(`${script}/versions`)) {
      const annotations = { "workers/tag": release };
      return { items: [{ id: "v1", number: 1, metadata: { created_on: "" }, annotations }] };
    }
    if (path.startsWith("/accounts/a1/storage/kv/namespaces?")) {
      return [{ id: "n1", title: "shop-staging" }];
    }
    return { values: { last_deploy: record ?? null } };
  };
}

/** The status where nobody answers at the public host. */
function status(world: World = {}) {
  return readStackStatus(services, {
    api: api(world),
    engine: {
      stackName: "staging",
      outputs: world.outputs ?? (async () => ({})),
      lock: async () => undefined,
    },
    connectTo: "http://127.0.0.1:1",
  });
}

test("a Worker's shares have their releases, and say since when they are", async () => {
  const { workers } = await status();
  expect(workers).toMatchObject([
    {
      service: "shop",
      state: "serving",
      shares: [{ versionId: "v1", percentage: 100, release }],
      since: "2026-11-21T12:00:00Z",
      health: "unreachable",
    },
  ]);
});

test("an unreachable Worker and a split are of concern", async () => {
  const { workers, concerns } = await status({
    shares: [
      ["v1", 90],
      ["v2", 10],
    ],
  });
  expect(workers[0]?.state).toBe("split");
  expect(concerns).toEqual([
    "shop-staging is split: a rollout goes on or was cut off",
    "shop-staging is unreachable",
  ]);
});

test("where Cloudflare does not say what serves, the concern says why", async () => {
  const { workers, concerns } = await status({ refusal: 401 });
  expect(workers[0]).toMatchObject({ state: "unknown", shares: [] });
  expect(concerns[0]).toMatch(
    /^Cloudflare does not say what shop-staging serves: GET .*deployments answered 401/,
  );
});

test("a Worker that was never deployed is no concern", async () => {
  const { workers, concerns } = await status({ shares: null });
  expect(workers[0]?.state).toBe("not-deployed");
  expect(concerns).toEqual([]);
});

test("the audit record tells of the last change, and one of another form is none", async () => {
  const record = {
    kind: "rollback",
    result: "succeeded",
    previousVersion: "r2",
    newVersion: "r1",
    previousVersionId: "v2",
    newVersionId: "v1",
    at: "2026-11-21T12:00:00Z",
    by: "ada",
    correlationId: "run-1",
  };
  const known = await status({ record });
  expect(known.workers[0]?.lastChange).toMatchObject({ kind: "rollback", by: "ada" });
  const unknown = await status({ record: { kind: "else" } });
  expect(unknown.workers[0]?.lastChange).toBeUndefined();
});

test.each([
  ["that the stack says serves is no concern", "v1", []],
  [
    "that somebody has deployed past the stack is one",
    "v0",
    [`shop-staging serves version v1, the stack says v0 of release ${release}`],
  ],
])("a version %s", async (_title, versionId, surprises) => {
  const outputs = async () => ({
    workers: {},
    urls: {},
    pins: {},
    release: { version: release, gitSha: "", workers: { "shop-staging": versionId } },
    releases: [{ version: release, gitSha: "", workers: { "shop-staging": versionId } }],
  });
  const { concerns } = await status({ outputs });
  expect(concerns).toEqual(["shop-staging is unreachable", ...surprises]);
});

test("outputs that cannot be read are a concern, and hide nothing else", async () => {
  const outputs = () => Promise.reject(new Error("The passphrase is wrong."));
  const { workers, concerns } = await status({ outputs });
  expect(workers[0]?.state).toBe("serving");
  expect(concerns).toContain("The stack's outputs cannot be read: The passphrase is wrong");
});
