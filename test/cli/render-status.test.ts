import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { ago, describeStackStatus } from "../../cli/render-status.ts";
import type { WorkerStatus } from "../../release/status/worker-status.ts";

const now = new Date("2026-11-21T12:00:00Z");

function worker(fields: Partial<WorkerStatus> = {}): WorkerStatus {
  return {
    service: "shop",
    scriptName: "shop-staging",
    hostname: "shop.example.com",
    state: "serving",
    shares: [{ versionId: "985d907a-703f", percentage: 100, release: "1a2b3c4-20261121095712" }],
    since: "2026-11-21T09:57:30Z",
    health: "healthy",
    ...fields,
  };
}

test("a stack is shown with what serves, since when, and what changed last", () => {
  const lines = describeStackStatus(
    {
      stack: "staging",
      release: "1a2b3c4-20261121095712",
      workers: [
        worker({
          pin: {
            versionId: "985d907a-703f",
            release: "1a2b3c4-20261121095712",
            insteadOf: "5d6e7f8-20261121113000",
            since: "2026-11-21T11:40:00Z",
            by: "ada",
            reason: "checkout answers 500",
          },
          lastChange: {
            kind: "rollback",
            result: "succeeded",
            previousVersion: "5d6e7f8-20261121113000",
            newVersion: "1a2b3c4-20261121095712",
            at: "2026-11-21T11:40:00Z",
            by: "ada",
            correlationId: "run-1",
          },
        }),
      ],
      concerns: ["shop-staging is pinned"],
    },
    now,
  );
  expect(stripVTControlCharacters(lines.join("\n"))).toMatchInlineSnapshot(`
    "staging  release 1a2b3c4-20261121095712
      healthy     shop-staging  https://shop.example.com
        serves  100 %  1a2b3c4-20261121095712  version 985d907a
        since   2026-11-21 09:57 UTC, 2 hours ago
        last    rollback succeeded: 1a2b3c4-20261121095712 from 5d6e7f8-20261121113000, 2026-11-21 11:40 UTC, 20 minutes ago, by ada, run-1
        pinned  2026-11-21 11:40 UTC, 20 minutes ago, by ada: checkout answers 500
      ! shop-staging is pinned.
    "
  `);
});

test("a Worker that is not there has no health and no shares", () => {
  const status = {
    stack: "production",
    workers: [worker({ state: "not-deployed" })],
    concerns: [],
  };
  const lines = describeStackStatus(status, now).map(stripVTControlCharacters);
  expect(lines).toEqual(["production  nothing deployed", "  not there   shop-staging", ""]);
});

test.each([
  ["2026-11-21T11:59:01Z", "2026-11-21 11:59 UTC, just now"],
  ["2026-11-21T11:59:00Z", "2026-11-21 11:59 UTC, 1 minute ago"],
  ["2026-11-21T11:00:00Z", "2026-11-21 11:00 UTC, 1 hour ago"],
  ["2026-11-19T12:00:00Z", "2026-11-19 12:00 UTC, 2 days ago"],
  ["never", "never"],
])("%s is %s", (iso, text) => {
  expect(ago(iso, now)).toBe(text);
});
