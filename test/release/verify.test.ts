import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Pin, Release } from "../../release/ledger.ts";
import type { Service } from "../../release/service.ts";
import {
  type Deployed,
  expectedVersion,
  verificationStep,
  verifyServices,
} from "../../release/verify.ts";

// Proves what verifying asks and concludes, against a server on this machine in place of the edge.

const worker = "api-staging";
const healthy = { status: "healthy", version: "r2", workerVersionId: "v2", dependencies: {} };

/** What the server answers by path: a status, or a body of JSON with 200. */
type Answers = Record<string, unknown>;

async function useEdge(answers: Answers): Promise<string> {
  const server = createServer(({ url = "" }, response) => {
    const answer = answers[url];
    const value = typeof answer === "function" ? (answer as () => unknown)() : answer;
    if (typeof value === "number") response.writeHead(value).end();
    else response.end(JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const hostname = "api.example.com";
const checks = [{ path: "/health", versionField: "workerVersionId" }, { path: "/items" }];
const api: Service = {
  url: `https://${hostname}`,
  workers: [{ accountId: "a", scriptName: worker, hostname, checks }],
  smokeTests: [{ name: "items are listed", steps: [{ method: "GET", path: "/smoke" }] }],
};

function deployed(changes: Partial<Deployed> = {}): Deployed {
  const releases: Release[] = [{ version: "r2", gitSha: "", workers: { [worker]: "v2" } }];
  return { releases, pins: {}, ...changes };
}

async function verify(answers: Answers, what = deployed()) {
  const connectTo = await useEdge({ "/health": healthy, "/items": [], "/smoke": [], ...answers });
  const [report] = await verifyServices({ api }, what, {
    correlationId: "run-1",
    connectTo,
    wait: async () => {},
  });
  return report;
}

test("a service that answers as its stack says is healthy", async () => {
  expect(await verify({})).toMatchObject({
    service: "api",
    status: "healthy",
    problems: [],
    warnings: [],
    workers: [{ answeredBy: ["v2"], health: { release: "r2" }, expected: { release: "r2" } }],
    smokeTests: [{ name: "items are listed" }],
  });
});

const dependencies = {
  db: { status: "healthy" },
  cache: { status: "unhealthy", reason: "timeout" },
};

test.each<[string, Answers, string, readonly string[]]>([
  ["a route that fails", { "/items": 500 }, "failed", ["/items: status 500, expected 200"]],
  [
    "a smoke test that fails",
    { "/smoke": 404 },
    "failed",
    ["items are listed: GET /smoke: status 404, expected 200"],
  ],
  [
    "another version",
    { "/health": { ...healthy, workerVersionId: "v1" } },
    "failed",
    ["api-staging: version v1 answers, the stack says v2 of release r2"],
  ],
  [
    "a dependency that fails",
    { "/health": { ...healthy, status: "degraded", dependencies } },
    "degraded",
    ["api-staging: cache is unhealthy (timeout)"],
  ],
])("%s is said", async (_case, answers, status, said) => {
  const report = await verify(answers);
  expect(report?.status).toBe(status);
  expect([...(report?.problems ?? []), ...(report?.warnings ?? [])]).toEqual(said);
});

test("a deployment that is still spreading is waited for", async () => {
  let asked = 0;
  const spreading = () => ({ ...healthy, workerVersionId: asked++ < 5 ? "v1" : "v2" });
  expect(await verify({ "/health": spreading })).toMatchObject({ status: "healthy" });
});

test("a Worker that says nothing of its version and health fails by its route", async () => {
  const report = await verify({ "/health": 500 });
  expect(report).toMatchObject({
    status: "failed",
    workers: [{ answeredBy: [], health: undefined }],
  });
});

test("the version of a pin is expected in place of the newest release's", () => {
  const pin: Pin = {
    versionId: "v1",
    release: "r1",
    insteadOf: "r2",
    since: "2026-11-21T12:00:00Z",
    by: "ada",
    reason: "errors",
  };
  expect(expectedVersion(deployed({ pins: { [worker]: pin } }), worker)).toMatchObject({
    versionId: "v1",
    insteadOf: "r2",
  });
  expect(expectedVersion(deployed({ releases: [] }), worker)).toBeUndefined();
});

test.each<[string, Answers, unknown]>([
  ["passes", {}, "Smoke tests passed: api: 1."],
  [
    "warns of what is degraded",
    { "/health": { ...healthy, status: "degraded" } },
    { warning: "api-staging says that it is degraded." },
  ],
])("as a step of a run it %s", async (_case, answers, found) => {
  const connectTo = await useEdge({ "/health": healthy, "/items": [], "/smoke": [], ...answers });
  const options = { correlationId: "run-1", connectTo };
  const step = verificationStep({ api }, async () => deployed(), options);
  expect(await step.run()).toEqual(found);
});

test("as a step of a run it fails with every problem", async () => {
  const connectTo = await useEdge({ "/health": healthy, "/items": 500, "/smoke": 404 });
  const options = { correlationId: "run-1", connectTo };
  const step = verificationStep({ api }, async () => deployed(), options);
  await expect(step.run()).rejects.toMatchObject({
    code: "not-verified",
    message:
      "/items: status 500, expected 200.\nitems are listed: GET /smoke: status 404, expected 200.",
  });
});
