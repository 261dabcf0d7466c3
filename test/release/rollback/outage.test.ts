import { expect, test } from "vitest";
import { ReleaseError } from "../../../release/release-error.ts";
import { unanswered } from "../../../release/rollback/control-plane.ts";
import { throughOutage } from "../../../release/rollback/outage.ts";
import { CloudflareApiError } from "../../../release/rollout/cloudflare-api.ts";
import { serviceWorker } from "./support/history.ts";

// Proves what a rollback says and does while Cloudflare's API is down, with a clock of its own.

const down = unanswered(new CloudflareApiError("GET /x", 503, []));

/** An API that answers from a time on, and takes as long as told for each answer. */
async function ask(
  upAtMs: number,
  { takesMs = 0, refusal = down }: { takesMs?: number; refusal?: ReleaseError } = {},
) {
  let nowMs = 0;
  const said: string[] = [];
  const clock = {
    now: () => nowMs,
    wait: async (milliseconds: number, signal: AbortSignal) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (!signal.aborted) nowMs += milliseconds;
    },
  };
  const answer = throughOutage(
    async () => {
      const asked = nowMs;
      while (nowMs < asked + takesMs) await new Promise((resolve) => setImmediate(resolve));
      if (nowMs < upAtMs) throw refusal;
      return "moves";
    },
    {
      workers: [serviceWorker()],
      probeOf: () => async () => ({ timeMs: 1, problem: undefined, answeredBy: "1a2b3c4d-long" }),
      clock,
      say: (line) => said.push(line),
    },
  );
  const result = await answer.catch((error: unknown) => error);
  return { result, said, nowMs };
}

test("an API that answers is no occasion to say anything", async () => {
  expect(await ask(0)).toMatchObject({ result: "moves", said: [] });
});

test.each([200, 429])("an answer %i that says nothing is an outage", async (status) => {
  const refusal = unanswered(new CloudflareApiError("GET /x", status, []));
  expect(await ask(60_000, { refusal })).toMatchObject({ result: "moves" });
});

test("an outage is said once, with who answers users and what can be done, and is waited for", async () => {
  const { result, said } = await ask(60_000);
  expect(result).toBe("moves");
  expect(said).toEqual([
    expect.stringContaining("Cloudflare's API cannot be used"),
    "  api answers users by version 1a2b3c4d.",
    "It is asked every 5 s for 15 min; Ctrl-C changes nothing.",
    "Meanwhile: https://www.cloudflarestatus.com. Writes can be switched off by a key in KV.",
    "Cloudflare's API answers again.",
  ]);
});

test("an API that does not answer for three seconds is said to be so before it has failed", async () => {
  const { result, said } = await ask(0, { takesMs: 3000 });
  expect(result).toBe("moves");
  expect(said[0]).toBe("Cloudflare's API does not answer.");
});

test("an outage of more than 15 minutes ends the attempt", async () => {
  const { result, nowMs } = await ask(Number.POSITIVE_INFINITY);
  expect(result).toBe(down);
  expect(nowMs).toBeGreaterThanOrEqual(15 * 60_000);
});

test.each([
  ["a refusal by Cloudflare", unanswered(new CloudflareApiError("GET /x", 403, []))],
  ["a refusal by the rules", new ReleaseError("rollback-refused", "No release before.", {})],
])("%s is no outage", async (_case, refusal) => {
  const { result, said } = await ask(60_000, { refusal });
  expect(result).toBe(refusal);
  expect(said).toEqual([]);
});
