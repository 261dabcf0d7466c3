import { defineConfig } from "vitest/config";
import { filesAtOnce } from "./test/parallelism.ts";
import { compileCache } from "./test/system/support/compile-cache.ts";

/** System tests that hold a limit of time or a rate, so that no other tests run beside them. */
const timed = ["test/system/interrupted-rollout.test.ts", "test/system/switches.test.ts"];

/** Stories of minutes, which `npm test -- --all` adds. */
const long = ["before-deployment", "deploy-faults", "drift", "killed-cloud"].map(
  (name) => `test/system/${name}.test.ts`,
);

/** How long something may take to come about, on a machine that does much else meanwhile. */
const expectations = { poll: { timeout: 15_000 } };

/** They make checkouts and run them. */
const ofCheckouts = {
  globalSetup: "test/system/support/compile-cache.ts",
  env: { NODE_COMPILE_CACHE: compileCache },
};

/** Each has a local cloud and engines of its own, and waits for them now and then. */
const ofWholeSystem = {
  ...ofCheckouts,
  expect: expectations,
  // Three times what the longest takes on two quiet cores.
  testTimeout: 900_000,
  hookTimeout: 900_000,
  maxWorkers: 3,
  // After all others, so that what they measure is not measured beside those.
  sequence: { groupOrder: 1 },
};

/** One project per kind of test; `vitest run --project unit` runs only one. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          maxWorkers: filesAtOnce,
          // Files share what they import: loading it anew would take longer than they do.
          isolate: false,
          include: ["test/{repository,infra,release,cli,local,engine,sdks}/**/*.test.ts"],
          expect: expectations,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "contract",
          maxWorkers: filesAtOnce,
          include: ["test/contract/**/*.test.ts"],
          expect: expectations,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...ofWholeSystem,
          name: "system",
          include: ["test/{system,browser}/**/*.test.ts"],
          exclude: [...timed, ...long],
        },
      },
      {
        test: {
          ...ofWholeSystem,
          name: "long",
          include: long,
        },
      },
      {
        test: {
          ...ofCheckouts,
          name: "timed",
          include: timed,
          expect: expectations,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      "test/worker/vitest.config.ts",
    ],
  },
});
