import { expect, test } from "vitest";
import { board, problemCode } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

const feedback = { title: "Dark mode" };
const write = (worker: Harness) => worker.postJson(board, feedback);

/** A worker whose last write was let through, so that the switch is known to be on. */
async function useWorkerWithWrites(): Promise<Harness> {
  const worker = await useWorker();
  expect((await write(worker)).status).toBe(201);
  return worker;
}

test("writes that are switched off are refused with when to come back, and reads go on", async () => {
  const worker = await useWorker();
  await worker.env.KV.put("off:writes", "yes");
  for (const [path, method] of [
    [board, "POST"],
    [`${board}/x/vote`, "POST"],
    [`${board}/x/vote`, "DELETE"],
    [`${board}/x/attachments`, "POST"],
  ] as const) {
    const response = await worker.fetch(path, { method });
    expect(response.status, path).toBe(503);
    expect(response.headers.get("retry-after")).toBe("60");
    expect(await problemCode(response)).toBe("switched_off");
  }
  expect((await worker.fetch(board)).status).toBe(200);
  expect((await worker.fetch("/widget.js")).status).toBe(200);
});

test("health is degraded while writes are switched off", async () => {
  const worker = await useWorker();
  await worker.env.KV.put("off:writes", "yes");
  const response = await worker.fetch("/health");
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    status: "degraded",
    dependencies: { writes: { status: "unhealthy", critical: false, reason: "switched_off" } },
  });
});

test.each([
  [29_999, 201],
  [30_000, 503],
])("%i ms after it was read, a switch that was turned answers %i", async (elapsedMs, status) => {
  const worker = await useWorkerWithWrites();
  await worker.env.KV.put("off:writes", "yes");
  worker.now += elapsedMs;
  expect((await write(worker)).status).toBe(status);
});

test("a switch whose key is deleted lets writes through again", async () => {
  const worker = await useWorker();
  await worker.env.KV.put("off:writes", "yes");
  expect((await write(worker)).status).toBe(503);
  await worker.env.KV.delete("off:writes");
  worker.now += 30_000;
  expect((await write(worker)).status).toBe(201);
});

test.each([
  ["fails", () => Promise.reject(new Error("KV is down"))],
  ["does not answer", () => new Promise<never>(() => undefined)],
])("where KV %s, what was known last holds, and nothing known is on", async (_case, get) => {
  const breakKv = (worker: Harness) => {
    const KV = { get, getWithMetadata: get } as unknown as KVNamespace;
    Object.assign(worker.env, { KV });
  };
  const fresh = await useWorker();
  breakKv(fresh);
  expect((await write(fresh)).status).toBe(201);
  expect(fresh.messages("warn")).toEqual(["kill switch could not be read"]);

  const off = await useWorker();
  await off.env.KV.put("off:writes", "yes");
  expect((await write(off)).status).toBe(503);
  breakKv(off);
  off.now += 3_600_000;
  expect((await write(off)).status).toBe(503);
});
