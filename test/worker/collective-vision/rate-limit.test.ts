import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { board, problemCode } from "../support/feedback.ts";
import { type Harness, useWorker } from "../support/harness.ts";

const write = (worker: Harness, clientIp: string) =>
  worker.postJson(board, { title: "x" }, { "cf-connecting-ip": clientIp });

/** A limiter with a counter per key, as strict as the test wants. */
function limiterOf(limit: number) {
  const counts = new Map<string, number>();
  return {
    counts,
    async limit({ key }: RateLimitOptions): Promise<RateLimitOutcome> {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return { success: (counts.get(key) ?? 0) <= limit };
    },
  };
}

/**
 * The answers to 101 writes of one address, all counted by workerd's own limiter in one window. That
 * begins with the minute of the clock, and a write whose count takes 0.2 s passes without: where
 * either has happened, another address is tried.
 */
async function countedWrites(worker: Harness, attempt = 1): Promise<number[]> {
  const clientIp = `198.51.100.${attempt}`;
  const minute = () => Math.floor(Date.now() / 60_000);
  const begun = minute();
  const statuses: number[] = [];
  let longestMs = 0;
  for (let count = 0; count < 101; count++) {
    const startedAt = Date.now();
    statuses.push((await write(worker, clientIp)).status);
    longestMs = Math.max(longestMs, Date.now() - startedAt);
  }
  const isDisturbed = minute() !== begun || longestMs >= 200;
  return isDisturbed && attempt < 100 ? countedWrites(worker, attempt + 1) : statuses;
}

test("workerd's own limiter lets 100 writes a minute through and refuses the next", async () => {
  const worker = await useWorker({ RATE_LIMITER: env.RATE_LIMITER });
  const statuses = await countedWrites(worker);
  expect(statuses.slice(0, 100)).toEqual(Array(100).fill(400));
  expect(statuses[100]).toBe(429);
  expect((await write(worker, "198.51.100.200")).status).toBe(400);
});

test("a refused caller is told when to come back", async () => {
  const worker = await useWorker({ RATE_LIMITER: limiterOf(0) });
  const response = await write(worker, "198.51.100.7");
  expect(response.status).toBe(429);
  expect(response.headers.get("retry-after")).toBe("60");
  expect(await problemCode(response)).toBe("rate_limited");
});

test("the key is Cloudflare's address, the /64 of IPv6, and never X-Forwarded-For", async () => {
  const limiter = limiterOf(100);
  const worker = await useWorker({ RATE_LIMITER: limiter });
  for (const clientIp of ["198.51.100.7", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::9"]) {
    await worker.postJson(
      board,
      {},
      { "cf-connecting-ip": clientIp, "x-forwarded-for": "1.2.3.4" },
    );
  }
  await worker.postJson(board, {}, { "x-forwarded-for": "1.2.3.4" });
  expect([...limiter.counts]).toEqual([
    ["198.51.100.7", 1],
    ["2001:db8:1:2::/64", 2],
    ["unknown", 1],
  ]);
});

test("what writes or embeds is counted; reads, widget and health are not", async () => {
  const limiter = limiterOf(100);
  const worker = await useWorker({ RATE_LIMITER: limiter });
  for (const path of [
    board,
    `${board}/x`,
    `${board}/x/attachments/y`,
    "/health",
    "/widget.js",
    "/",
  ]) {
    await worker.fetch(path);
  }
  expect(limiter.counts.size).toBe(0);
  await worker.postJson(board, {});
  await worker.postJson(`${board}/x/vote`, {});
  await worker.fetch(`${board}/x/vote`, { method: "DELETE" });
  await worker.fetch(`${board}/x/attachments`, { method: "POST" });
  await worker.fetch(`${board}/x/similar`);
  expect(limiter.counts.get("unknown")).toBe(5);
});

test.each<[string, RateLimit["limit"]]>([
  ["refuses", () => Promise.reject(new Error("limiter is down"))],
  ["never answers", () => new Promise(() => {})],
  [
    "breaks at the call",
    () => {
      throw new TypeError("limiter is gone");
    },
  ],
])("a limiter that %s lets the request pass and says so in the log", async (_how, limit) => {
  const worker = await useWorker({ RATE_LIMITER: { limit } });
  expect((await worker.postJson(board, { title: "Dark mode" })).status).toBe(201);
  expect(worker.messages("warn")).toEqual(["rate limiter failed"]);
});
