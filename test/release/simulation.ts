import { probeMeter } from "../../release/rollout/meter.ts";
import type { Probe } from "../../release/rollout/probe.ts";
import { type RolloutOutcome, rollOut } from "../../release/rollout/run.ts";
import { messagePrefix } from "../../release/rollout/start.ts";
import type { Deployment, Share, Traffic } from "../../release/rollout/traffic.ts";

/** A Worker that is no more than its deployments, and versions that answer as they are told. */

export const oldVersion = "00000000-old";
export const newVersion = "11111111-new";

/** What a version answers on a route at a time: what is wrong, or nothing. */
type Behaviour = (route: string, nowMs: number) => string | undefined;

export interface Simulation {
  /** Before the rollout. Default: the old version at 100 %. */
  serving?: readonly Share[] | undefined;
  message?: string;
  steps?: readonly number[];
  bakeSeconds?: number;
  versions?: Readonly<Record<string, Behaviour>>;
  /** The edge answers pinned probes as if they were not. */
  ignoresOverrides?: true;
  /** Called before each call of the API, which fails when this throws. */
  onApi?: (call: "current" | "deploy", world: World) => void;
  onTick?: (world: World) => void;
}

/** What a test may see and change while a rollout goes on. */
export interface World {
  nowMs: number;
  deployments: Deployment[];
  /** Deploys as somebody else. */
  click(shares: readonly Share[]): void;
  interrupt(): void;
}

export interface SimulatedRun {
  outcome: RolloutOutcome;
  lines: readonly string[];
  /** The splits that the rollout itself has made: version → percentage, old first. */
  splits: readonly (readonly Share[])[];
  serving: readonly Share[] | undefined;
}

export function whole(versionId: string): Share[] {
  return [{ versionId, percentage: 100 }];
}

export function split(percentage: number): Share[] {
  return [
    { versionId: oldVersion, percentage: 100 - percentage },
    { versionId: newVersion, percentage },
  ];
}

export async function simulate(simulation: Simulation): Promise<SimulatedRun> {
  const { steps = [], bakeSeconds = 10, versions = {}, onApi, onTick } = simulation;
  const controller = new AbortController();
  const lines: string[] = [];
  const splits: (readonly Share[])[] = [];
  const world: World = {
    nowMs: 0,
    deployments: [],
    click: (shares) => add(shares, ""),
    interrupt: () => controller.abort(),
  };

  function add(shares: readonly Share[], message: string): Deployment {
    const deployment = { id: `d${world.deployments.length}`, shares, message };
    world.deployments.push(deployment);
    return deployment;
  }

  const traffic: Traffic = {
    current: async () => {
      onApi?.("current", world);
      return world.deployments.at(-1);
    },
    deploy: async (shares, message) => {
      onApi?.("deploy", world);
      splits.push(shares);
      return add(shares, message);
    },
  };
  const probe: Probe = async ({ path, versionField }, pinned) => {
    world.nowMs += 5;
    const shares = world.deployments.at(-1)?.shares ?? [];
    const isDeployed =
      !simulation.ignoresOverrides && shares.some(({ versionId }) => versionId === pinned);
    const versionId = (isDeployed ? pinned : shares[0]?.versionId) ?? "";
    const problem = versions[versionId]?.(path, world.nowMs);
    const answeredBy = versionField === undefined || problem ? undefined : versionId;
    return { timeMs: 5, problem, answeredBy };
  };
  const clock = {
    now: () => world.nowMs,
    wait: async (milliseconds: number) => {
      world.nowMs += milliseconds;
      onTick?.(world);
    },
  };

  const serving = "serving" in simulation ? simulation.serving : whole(oldVersion);
  if (serving) add(serving, simulation.message ?? "");
  const proof = { path: "/health", versionField: "id" };
  const outcome = await rollOut(
    { newVersionId: newVersion, plan: { steps }, bakeSeconds, proof },
    {
      traffic,
      meter: probeMeter(probe, [proof, { path: "/widget.js" }]),
      probe,
      clock,
      signal: controller.signal,
      report: (line) => lines.push(line),
    },
  );
  return { outcome, lines, splits, serving: world.deployments.at(-1)?.shares };
}

/** A split that an earlier rollout of ours has left. */
export const ownMessage = `${messagePrefix} cut off.`;
