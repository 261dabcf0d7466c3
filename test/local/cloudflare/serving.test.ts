import { expect, test } from "vitest";
import { createVersion, createWorker, deployVersions } from "../support/cloudflare-factories.ts";
import { useCloudflare } from "../support/cloudflare-server.ts";

test("what the edge refuses to serve is not stored, and the answer says so", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const first = await createVersion(server, "api");
  const second = await createVersion(server, "api");
  await deployVersions(server, "api", [first, 100]);
  server.edge.refusal = "workerd did not start";

  const answer = await deployVersions(server, "api", [second, 100]);

  const { result } = await server.call<{ deployments: { versions: unknown }[] }>(
    "GET",
    "A/workers/scripts/api/deployments",
  );
  const worker = await server.call("GET", "A/workers/workers/api");
  expect(answer.status).toBe(500);
  expect(answer.errors[0]?.message).toContain("workerd did not start");
  expect(result.deployments.map(({ versions }) => versions)).toEqual([
    [{ version_id: first, percentage: 100 }],
  ]);
  expect(worker.result.deployed_on).not.toBeNull();
});

test("a first upload that the edge refuses leaves no Worker", async () => {
  const server = await useCloudflare();
  server.edge.refusal = "workerd did not start";
  const form = new FormData();
  form.set("metadata", JSON.stringify({ main_module: "a.js" }));
  form.set("a.js", new File(["export default {}"], "a.js"));
  await server.call("PUT", "A/workers/scripts/api", form);
  expect((await server.call("GET", "A/workers/workers")).result).toEqual([]);
});

test("a deleted route that the edge refuses to drop keeps its place in the list", async () => {
  const server = await useCloudflare();
  const ids: unknown[] = [];
  for (const path of ["a", "b", "c"]) {
    const route = { pattern: `example.com/${path}/*` };
    ids.push((await server.call("POST", "Z/workers/routes", route)).result.id);
  }
  server.edge.refusal = "no";
  await server.call("DELETE", `Z/workers/routes/${ids[1]}`);
  const { result } = await server.call<{ id: string }[]>("GET", "Z/workers/routes");
  expect(result.map(({ id }) => id)).toEqual(ids);
});

test("changes reach the edge in the order in which they were made", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const version = await createVersion(server, "api");
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => deployVersions(server, "api", [version, 100])),
  );
  const { result } = await server.call<{ deployments: { id: string }[] }>(
    "GET",
    "A/workers/scripts/api/deployments",
  );
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(new Set(result.deployments.map(({ id }) => id)).size).toBe(8);
});

test("start makes the edge serve what is stored", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const version = await createVersion(server, "api");
  await deployVersions(server, "api", [version, 100]);
  const before = server.edge.served;
  await server.cloudflare.start();
  expect(server.edge.applied.at(-1)).not.toBe(before);
  expect(server.edge.served).toEqual(before);
});

test("a stored Worker that starts no more keeps neither the start nor other changes back", async () => {
  const server = await useCloudflare();
  server.edge.refusal = 'Worker "broken" was not changed';
  expect(await server.cloudflare.start()).toBe('Worker "broken" was not changed');
  const route = await server.call("POST", "Z/workers/routes", { pattern: "example.com/*" });
  server.edge.refusal = 'Worker "broken" was not changed\nWorker "other" was not changed';
  const worse = await server.call("POST", "Z/workers/routes", { pattern: "example.com/a/*" });
  server.edge.refusal = undefined;
  const repaired = await server.call("DELETE", `Z/workers/routes/${route.result.id}`);
  server.edge.refusal = 'Worker "broken" was not changed';
  const again = await server.call("POST", "Z/workers/routes", { pattern: "example.com/b/*" });
  expect([route.status, worse.status, repaired.status, again.status]).toEqual([200, 500, 200, 500]);
});

test("queue consumers that are Workers are served with their settings", async () => {
  const server = await useCloudflare();
  await createWorker(server, "api");
  const queue = await server.call<{ queue_id: string }>("POST", "A/queues", { queue_name: "jobs" });
  await server.call("POST", `A/queues/${queue.result.queue_id}/consumers`, {
    type: "worker",
    script_name: "api",
    settings: { batch_size: 20, max_retries: 5 },
  });
  const { result } = await server.call("GET", "A/workers/workers/api");
  expect(server.edge.served.queueConsumers).toMatchObject([
    { queue: "jobs", script: "api", batchSize: 20, maxRetries: 5, deadLetterQueue: null },
  ]);
  expect(result.references).toMatchObject({
    queues: [{ queue_id: queue.result.queue_id, queue_name: "jobs" }],
  });
});
