import { expect, test } from "vitest";
import type { Probe, ProbeAnswer } from "../../../release/rollout/probe.ts";
import type { ServiceWorker } from "../../../release/service.ts";
import { probeSource } from "../../../release/watch/probe-source.ts";

// Proves how a round of probes becomes figures. The answers are given.

function worker(scriptName: string): ServiceWorker {
  const checks = [{ path: "/health", versionField: "id" }, { path: "/widget.js" }];
  return { accountId: "a", scriptName, hostname: `${scriptName}.example.com`, checks };
}

function sourceOf(answer: (path: string) => Partial<ProbeAnswer>, names = ["api"]) {
  const waits: number[] = [];
  const probe: Probe = async ({ path }) => ({
    timeMs: 20,
    problem: undefined,
    answeredBy: path === "/health" ? "v2" : undefined,
    ...answer(path),
  });
  const source = probeSource({
    workers: names.map(worker),
    versions: Object.fromEntries(names.map((name) => [name, "v2"])),
    probeOf: () => probe,
    spreadMs: 7000,
    wait: async (milliseconds) => waits.push(milliseconds),
  });
  return { source, waits };
}

test("each route is asked seven times, spread over the given time", async () => {
  const { source, waits } = sourceOf(() => ({}));
  expect(await source.sample()).toEqual({
    routes: ["/health", "/widget.js"].map((route) => ({
      route,
      requests: 7,
      errors: 0,
      timesMs: [20, 20, 20, 20, 20, 20, 20],
      example: undefined,
    })),
    foreignVersions: [],
  });
  expect(waits.slice(0, 7)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000]);
});

test("wrong answers are counted on their route, with an example", async () => {
  const { source } = sourceOf((path) => (path === "/health" ? {} : { problem: "status 500" }));
  const { routes } = await source.sample();
  expect(routes).toMatchObject([{ errors: 0 }, { errors: 7, example: "status 500" }]);
});

test("with several Workers a route is named with its Worker", async () => {
  const { source } = sourceOf(() => ({}), ["api", "web"]);
  const { routes } = await source.sample();
  expect(routes.map(({ route }) => route)).toEqual([
    "api /health",
    "api /widget.js",
    "web /health",
    "web /widget.js",
  ]);
});

test("another version that answers is said", async () => {
  const { source } = sourceOf((path) => (path === "/health" ? { answeredBy: "v3" } : {}));
  expect((await source.sample()).foreignVersions).toEqual(["v3"]);
});

test("a probe without a connection says nothing, and a round of them is blind", async () => {
  const unreachable = { problem: "connect ECONNREFUSED", isUnreachable: true };
  await expect(sourceOf(() => unreachable).source.sample()).rejects.toThrow(
    "No probe reached the service: connect ECONNREFUSED.",
  );
  const { source } = sourceOf((path) => (path === "/health" ? {} : unreachable));
  expect((await source.sample()).routes).toMatchObject([
    { requests: 7, errors: 0 },
    { requests: 0, errors: 0 },
  ]);
});

test("what probes cannot see is unknown", async () => {
  expect(await sourceOf(() => ({})).source.background()).toEqual({
    requestVolume: "unknown",
    scheduledTasks: "unknown",
    webhooks: "unknown",
  });
});
