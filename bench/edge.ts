import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Blobs } from "../local/blobs.ts";
import type { Edge, RuntimeState, RuntimeVersion } from "../local/edge/contract.ts";
import { createEdge } from "../local/edge/edge.ts";
import type { EdgeSnapshot } from "../local/edge/fleet/snapshot.ts";
import { startWorkerd, type Workerd } from "../local/edge/runtime/workerd.ts";
import { type Comparison, median, timePairs } from "./measure.ts";

const CODE = `export default { fetch() { return new Response("hello"); } };`;
const HOST = "hello.acme.workers.dev";
const CONNECTIONS = 32;
const SECONDS = 2;
const ROUNDS = 3;
/** Of Linux: in what `/proc/<pid>/stat` counts CPU time. */
const TICK_US = 10_000;

/** Requests per second and deployments through the edge, against workerd alone. */
export async function measureEdge(): Promise<Comparison[]> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const blobs = new Blobs(join(directory, "blobs"));
  const edge = await createEdge({
    port: 0,
    stateDirectory: join(directory, "edge"),
    blobs,
    workersSubdomain: "acme",
    versions: { versionByPrefix: () => undefined },
    limits: { drainMs: 0, lingerMs: 0 },
  });
  const bare = await startBare(directory);
  try {
    return [
      await compareThroughput(edge, blobs, bare),
      await compareDeployment(edge, blobs, directory),
    ];
  } finally {
    await Promise.all([edge.close(), bare.kill()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

async function compareThroughput(edge: Edge, blobs: Blobs, bare: Workerd): Promise<Comparison> {
  await edge.apply(serving(upload(blobs)));
  const { processes } = edge.snapshot() as EdgeSnapshot;
  const edgePids = [process.pid, ...processes.map(({ pid }) => pid)];
  const edgePort = Number(new URL(edge.origin).port);
  await load(edgePort, 1);
  await load(bare.port("http"), 1);
  const pairs = [];
  for (let round = 0; round < ROUNDS; round++) {
    pairs.push({
      edge: await measureLoad(edgePort, edgePids),
      bare: await measureLoad(bare.port("http"), [bare.pid]),
    });
  }
  const edgeRate = median(pairs.map((pair) => pair.edge.perSecond));
  const bareRate = median(pairs.map((pair) => pair.bare.perSecond));
  const edgeCpu = median(pairs.map((pair) => pair.edge.cpuUs));
  const bareCpu = median(pairs.map((pair) => pair.bare.cpuUs));
  return {
    title: "requests through the edge",
    ours: `${Math.round(edgeRate)} requests/s, ${Math.round(edgeCpu)} µs of CPU each`,
    peer: `bare workerd ${Math.round(bareRate)} requests/s, ${Math.round(bareCpu)} µs`,
    ratio: median(pairs.map((pair) => pair.edge.perSecond / pair.bare.perSecond)),
    goal: { atLeast: 0.5 },
  };
}

/** From the upload of a changed Worker to its first answer. */
async function compareDeployment(edge: Edge, blobs: Blobs, directory: string): Promise<Comparison> {
  const deploy = async () => {
    const version = upload(blobs);
    await edge.validate(version);
    await edge.apply(serving(version));
    await load(Number(new URL(edge.origin).port), 0, 1);
  };
  const startAlone = async () => {
    const bare = await startBare(directory);
    await load(bare.port("http"), 0, 1);
    await bare.kill();
  };
  await deploy();
  const { oursMs, peerMs, ratio } = await timePairs(ROUNDS * 2 + 1, deploy, startAlone);
  return {
    title: "upload of a changed Worker to its first answer",
    ours: `${Math.round(oursMs)} ms, validation included`,
    peer: `start of bare workerd to its first answer ${Math.round(peerMs)} ms`,
    ratio,
    goal: { atMost: 2 },
  };
}

async function measureLoad(
  port: number,
  pids: readonly number[],
): Promise<{ perSecond: number; cpuUs: number }> {
  const before = cpuTimeUs(pids);
  const requests = await load(port, SECONDS);
  return {
    perSecond: requests / SECONDS,
    cpuUs: (cpuTimeUs(pids) - before) / requests,
  };
}

/** @returns how many requests were answered; throws if any was not answered with 200. */
async function load(port: number, seconds: number, connections = CONNECTIONS): Promise<number> {
  const program = join(import.meta.dirname, "edge-load.ts");
  const args = [program, String(port), HOST, String(connections), String(seconds)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { requests, failures } = JSON.parse(stdout) as { requests: number; failures: number };
  if (failures > 0) throw new Error(`${failures} of ${requests} requests failed.`);
  return requests;
}

function cpuTimeUs(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, count) => sum + count * TICK_US, 0);
}

function startBare(directory: string): Promise<Workerd> {
  const worker = {
    modules: [{ name: "index.js", esModule: CODE }],
    compatibilityDate: "2026-11-01",
  };
  return startWorkerd({
    name: `bare-${randomUUID()}`,
    directory,
    log: () => {},
    config: {
      services: [{ name: "hello", worker }],
      sockets: [{ name: "http", address: "127.0.0.1:0", service: { name: "hello" }, http: {} }],
    },
  });
}

function upload(blobs: Blobs): RuntimeVersion {
  return {
    accountId: "a",
    script: "hello",
    id: randomUUID(),
    tag: "",
    createdOn: new Date().toISOString(),
    mainModule: "index.js",
    modules: [
      {
        name: "index.js",
        contentType: "application/javascript+module",
        blob: blobs.put(Buffer.from(CODE)),
      },
    ],
    compatibilityDate: "2026-11-01",
    compatibilityFlags: [],
    bindings: [],
    assets: null,
  };
}

function serving(version: RuntimeVersion): RuntimeState {
  return {
    scripts: [
      {
        accountId: version.accountId,
        name: version.script,
        split: [{ version, percentage: 100 }],
        workersDev: { enabled: true, previewsEnabled: false },
        durableObjects: [],
        crons: [],
        tailConsumers: [],
      },
    ],
    routes: [],
    customDomains: [],
    queueConsumers: [],
    pausedQueues: [],
  };
}
