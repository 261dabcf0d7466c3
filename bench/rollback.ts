import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildRollback } from "../bin/build-rollback.ts";
import type { RunResult } from "../release/run-result.ts";
import {
  makeRollbackTarget,
  type RollbackTarget,
} from "../test/contract/support/rollback-target.ts";
import { type RunningCloud, startRunningCloud } from "../test/contract/support/running-cloud.ts";
import { type Comparison, median } from "./measure.ts";

/** The host of the committed staging stack. */
const HOST = "staging-feedback.example.com";
const CONNECTIONS = 8;
const ROUNDS = 3;
const SECONDS_OF_LOAD = 30;
const [OLD, BAD] = ["1a2b3c4-20261121095712", "5d6e7f8-20261121113000"];

const root = join(import.meta.dirname, "..");

/** What one rollback took from the start of its process on. */
interface Times {
  toCallMs: number;
  toProofMs: number;
}

/** From the command to its call and to its proof, by the one file and by the CLI, with users at the edge. */
export async function measureRollback(): Promise<Comparison[]> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const cloud = await startRunningCloud();
  try {
    const file = await buildRollback(directory);
    const target = await makeRollbackTarget(cloud, [OLD, BAD]);
    const users = load(cloud);
    const world = { cloud, target, home: directory };
    const ofFile = await measure([file], world);
    const ofCommand = await measure([join(root, "bin/slipway.js"), "rollback"], world);
    const { requests, failures } = await users;
    if (failures > 0) throw new Error(`${failures} of ${requests} requests failed.`);
    return [
      ...compare("the one file", ofFile, requests),
      ...compare("slipway rollback", ofCommand, requests),
    ];
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function compare(title: string, times: readonly Times[], requests: number): Comparison[] {
  const comparison = (what: string, values: readonly number[], budgetMs: number): Comparison => ({
    title: `${title}: ${what}`,
    ours: `${Math.round(median(values))} ms, ${requests} requests meanwhile, none failed`,
    peer: `a budget of ${budgetMs} ms`,
    ratio: median(values) / budgetMs,
    goal: { atMost: 1 },
  });
  return [
    comparison(
      "start to its call",
      times.map(({ toCallMs }) => toCallMs),
      1000,
    ),
    comparison(
      "start to its proof",
      times.map(({ toProofMs }) => toProofMs),
      10_000,
    ),
  ];
}

interface World {
  cloud: RunningCloud;
  target: RollbackTarget;
  /** An empty folder. */
  home: string;
}

async function measure(command: readonly string[], world: World): Promise<Times[]> {
  const { target } = world;
  const times: Times[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await target.deploy(BAD);
    times.push(await rollBack(command, world));
    if ((await target.serving()) !== target.versions[OLD]) throw new Error("It did not go back.");
  }
  return times;
}

async function rollBack(command: readonly string[], { cloud, home }: World): Promise<Times> {
  const startedAt = Date.now();
  // It ends with a warning: there is no engine on its PATH, and nobody to tell.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...command, "staging", "--confirm", "ROLLBACK", "--json"],
    {
      env: {
        HOME: home,
        CLOUDFLARE_API_TOKEN: "local-bench",
        CLOUDFLARE_BASE_URL: cloud.cloudflareUrl,
        SLIPWAY_CONNECT_TO: cloud.edgeOrigin,
      },
    },
  ).catch((error: { stdout: string }) => error);
  const { steps } = JSON.parse(stdout) as RunResult;
  const since = (name: string) => {
    const step = steps.find((each) => each.name === name);
    if (step?.status !== "succeeded") throw new Error(`${name}: ${JSON.stringify(step)}`);
    const begunAt = Date.parse(step.startedAt ?? "");
    return { begunMs: begunAt - startedAt, endedMs: begunAt + (step.durationMs ?? 0) - startedAt };
  };
  return {
    toCallMs: since("Move the traffic").begunMs,
    toProofMs: since("Prove it on every route").endedMs,
  };
}

async function load(cloud: RunningCloud): Promise<{ requests: number; failures: number }> {
  const program = join(root, "bench/edge-load.ts");
  const { port } = new URL(cloud.edgeOrigin);
  const args = [program, port, HOST, String(CONNECTIONS), String(SECONDS_OF_LOAD)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as { requests: number; failures: number };
}
