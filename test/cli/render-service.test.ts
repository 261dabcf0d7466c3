import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { describeService, exitCodeOf } from "../../cli/render-service.ts";
import type { ServiceReport } from "../../release/service-report.ts";

// Proves how a verified service is shown.

function report(changes: Partial<ServiceReport> = {}): ServiceReport {
  return {
    service: "api",
    url: "https://api.example.com",
    status: "healthy",
    problems: [],
    warnings: [],
    workers: [
      {
        scriptName: "api-staging",
        hostname: "api.example.com",
        expected: { versionId: "11111111-a", release: "r1", insteadOf: "r2" },
        answeredBy: ["11111111-a"],
        routes: [{ path: "/health", timeMs: 12 }],
        health: {
          status: "healthy",
          release: "r1",
          versionId: "11111111-a",
          dependencies: [{ name: "database", status: "healthy", latencyMs: 3 }],
        },
      },
    ],
    smokeTests: [{ name: "items are listed", timeMs: 40 }],
    ...changes,
  };
}

function shown(changes: Partial<ServiceReport>): string[] {
  return describeService(report(changes)).map(stripVTControlCharacters);
}

test("a service is shown with its release, routes, dependencies and smoke tests", () => {
  expect(shown({})).toEqual([
    "healthy   api  https://api.example.com",
    "  api-staging: release r1 in place of r2, version 11111111",
    "  ✓ /health 12 ms",
    "    database 3 ms",
    "  ✓ items are listed 40 ms",
  ]);
});

test("what is wrong comes last, each in a sentence", () => {
  const smokeTests = [{ name: "items are listed", timeMs: 40, problem: "GET /: status 500" }];
  const problems = ["items are listed: GET /: status 500"];
  expect(shown({ status: "failed", smokeTests, problems }).slice(-2)).toEqual([
    "  ✗ items are listed 40 ms",
    "  items are listed: GET /: status 500.",
  ]);
});

test.each([
  [["healthy", "healthy"], 0],
  [["healthy", "degraded"], 2],
  [["degraded", "failed"], 1],
] as const)("%s end with %i", (statuses, code) => {
  expect(exitCodeOf(statuses.map((status) => report({ status })))).toBe(code);
});
