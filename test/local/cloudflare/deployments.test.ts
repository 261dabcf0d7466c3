import { expect, test } from "vitest";
import { createVersion, createWorker, deployVersions } from "../support/cloudflare-factories.ts";
import { type CloudflareServer, useCloudflare } from "../support/cloudflare-server.ts";

async function withVersions(count: number, overrides: (index: number) => object = () => ({})) {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const versions: string[] = [];
  for (let index = 0; index < count; index++) {
    versions.push(await createVersion(server, "api", { ...overrides(index) }));
  }
  return { server, versions };
}

function servedSplit({ edge }: CloudflareServer) {
  return edge.served.scripts[0]?.split.map(
    ({ version, percentage }) => [version.id, percentage] as const,
  );
}

test("a deployment is served when it is acknowledged, in the order it was sent", async () => {
  const { server, versions } = await withVersions(2);
  const [first = "", second = ""] = versions;
  const { status, result } = await deployVersions(server, "api", [second, 10], [first, 90]);
  expect(status).toBe(200);
  expect(result).toMatchObject({
    strategy: "percentage",
    versions: [
      { version_id: second, percentage: 10 },
      { version_id: first, percentage: 90 },
    ],
    annotations: { "workers/triggered_by": "deployment" },
  });
  expect(servedSplit(server)).toEqual([
    [second, 10],
    [first, 90],
  ]);
});

test("0 % is taken", async () => {
  const { server, versions } = await withVersions(2);
  const [first = "", second = ""] = versions;
  const { status } = await deployVersions(server, "api", [first, 100], [second, 0]);
  expect(status).toBe(200);
});

test.each([
  ["no version", []],
  ["percentages that sum to 99", [60, 39]],
  ["percentages that sum to 101", [60, 41]],
  ["a negative percentage", [-10, 110]],
  ["three versions", [50, 30, 20]],
])("%s is refused, and what served before still serves", async (_title, percentages) => {
  const { server, versions } = await withVersions(3);
  await deployVersions(server, "api", [versions[0] ?? "", 100]);
  const shares = percentages.map(
    (percentage, index) => [versions[index] ?? "", percentage] as const,
  );
  const answer = await deployVersions(server, "api", ...shares);
  expect(answer.status).toBe(400);
  expect(servedSplit(server)).toEqual([[versions[0], 100]]);
});

test("a version twice in one deployment is refused", async () => {
  const { server, versions } = await withVersions(1);
  const [first = ""] = versions;
  expect((await deployVersions(server, "api", [first, 50], [first, 50])).status).toBe(400);
});

test("an unknown version is refused", async () => {
  const { server } = await withVersions(1);
  const answer = await deployVersions(server, "api", ["00000000-0000-4000-8000-00000000ffff", 100]);
  expect(answer.status).toBe(404);
  expect(answer.errors[0]?.code).toBe(100146);
});

test("another Worker's version is unknown", async () => {
  const { server } = await withVersions(1);
  await createWorker(server, "other");
  const foreign = await createVersion(server, "other");
  expect((await deployVersions(server, "api", [foreign, 100])).errors[0]?.code).toBe(100146);
});

test("only the last 100 versions can be deployed", async () => {
  const { server, versions } = await withVersions(102);
  const tooOld = await deployVersions(server, "api", [versions[1] ?? "", 100]);
  const oldest = await deployVersions(server, "api", [versions[2] ?? "", 100]);
  expect(tooOld.errors[0]?.code).toBe(10212);
  expect(oldest.status).toBe(200);
});

test("deployments are immutable, the newest serves and comes first", async () => {
  const { server, versions } = await withVersions(2);
  const [first = "", second = ""] = versions;
  const older = await deployVersions(server, "api", [first, 100]);
  const newer = await deployVersions(server, "api", [second, 100]);
  const list = await server.call<{ deployments: { id: string }[] }>(
    "GET",
    "A/workers/scripts/api/deployments",
  );
  const read = await server.call("GET", `A/workers/scripts/api/deployments/${older.result.id}`);
  const past = await server.call<{ deployments: unknown[] }>(
    "GET",
    "A/workers/scripts/api/deployments?page=2",
  );
  expect(list.result.deployments.map(({ id }) => id)).toEqual([newer.result.id, older.result.id]);
  expect(read.result.versions).toEqual([{ version_id: first, percentage: 100 }]);
  expect(past.result.deployments).toEqual([]);
});

test("the active deployment is not deleted, an older one is", async () => {
  const { server, versions } = await withVersions(1);
  const older = await deployVersions(server, "api", [versions[0] ?? "", 100]);
  const newer = await deployVersions(server, "api", [versions[0] ?? "", 100]);
  const path = "A/workers/scripts/api/deployments";
  expect((await server.call("DELETE", `${path}/${newer.result.id}`)).status).toBe(400);
  expect((await server.call("DELETE", `${path}/${older.result.id}`)).status).toBe(200);
});

test("going back behind a changed secret needs force", async () => {
  const { server, versions } = await withVersions(2, (index) => ({
    bindings: [
      { type: "secret_text", name: "KEY", text: `value ${index}` },
      { type: "secret_text", name: "SAME", text: "same" },
    ],
  }));
  const [first = "", second = ""] = versions;
  await deployVersions(server, "api", [first, 100]);
  const forward = await deployVersions(server, "api", [second, 100]);
  const back = await deployVersions(server, "api", [first, 100]);
  const forced = await server.call("POST", "A/workers/scripts/api/deployments?force=true", {
    strategy: "percentage",
    versions: [{ version_id: first, percentage: 100 }],
  });
  expect(forward.status).toBe(200);
  expect(back.errors[0]?.code).toBe(10220);
  expect(back.errors[0]?.message).toMatch(/The following secrets have changed: KEY$/);
  expect(forced.status).toBe(200);
});

test("a version that still has a share can have all of it again, whatever its secrets", async () => {
  const { server, versions } = await withVersions(2, (index) => ({
    bindings: [{ type: "secret_text", name: "KEY", text: `value ${index}` }],
  }));
  const [first = "", second = ""] = versions;
  await deployVersions(server, "api", [first, 90], [second, 10]);
  expect((await deployVersions(server, "api", [first, 100])).status).toBe(200);
});

test.each([
  ["KV namespace", "kv_namespace", 10041],
  ["R2 bucket", "r2_bucket", 10085],
  ["queue", "queue", 11000],
])("a version whose %s is gone does not come back", async (_title, type, code) => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const resource = await createResource(server, type);
  const first = await createVersion(server, "api", { bindings: [resource.binding] });
  const second = await createVersion(server, "api", { bindings: [] });
  await deployVersions(server, "api", [second, 100]);
  await server.call("DELETE", resource.path);
  const answer = await deployVersions(server, "api", [first, 100]);
  expect(answer.errors[0]?.code).toBe(code);
});

async function createResource({ call }: CloudflareServer, type: string) {
  if (type === "kv_namespace") {
    const { result } = await call<{ id: string }>("POST", "A/storage/kv/namespaces", {
      title: "n",
    });
    const binding = { type, name: "B", namespace_id: result.id };
    return { binding, path: `A/storage/kv/namespaces/${result.id}` };
  }
  if (type === "r2_bucket") {
    await call("POST", "A/r2/buckets", { name: "bucket" });
    return { binding: { type, name: "B", bucket_name: "bucket" }, path: "A/r2/buckets/bucket" };
  }
  const { result } = await call<{ queue_id: string }>("POST", "A/queues", { queue_name: "q" });
  return { binding: { type, name: "B", queue_name: "q" }, path: `A/queues/${result.queue_id}` };
}
