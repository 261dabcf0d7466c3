import { type Meter, probeMeter } from "../../release/rollout/meter.ts";
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
  /** What served before that. */
  before?: readonly Share[];
  message?: string;
  steps?: readonly number[];
  bakeSeconds?: number;
  versions?: Readonly<Record<string, Behaviour>>;
  /** How long the answers of a version take, counted from 1. Default: 5 ms each. */
  timeMs?: (versionId: string, answer: number) => number;
  /** How long each probe takes. Default: 5 ms. */
  probeMs?: number;
  /** Called with each probe. */
  onProbe?: (world: World) => void;
  /** Durable Objects are migrated by the version. */
  isIndivisible?: true;
  /** What is at the new version's preview address: itself, or a status that says there is none. */
  preview?: "itself" | "itself after 10 s" | 404 | 530 | "no answer";
  /** Called when the address is asked for, which fails when this throws. */
  onPreview?: () => void;
  /** The edge answers pinned probes as if they were not. */
  ignoresOverrides?: true;
  /** Default: probes, whose answers are the versions' own. */
  meter?: Meter;
  /** Called before each call of the API, which fails when this throws. */
  onApi?: (call: "current" | "deploy", world: World) => void;
  /** Called after each deployment; the call fails when this throws, and the deployment stays. */
  onDeployed?: (world: World) => void;
  onTick?: (world: World) => void;
}

/** What a test may see and change while a rollout goes on. */
export interface World {
  nowMs: number;
  deployments: Deployment[];
  /** Deploys as somebody else. */
  click(shares: readonly Share[], message?: string): void;
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
  const { steps = [], bakeSeconds = 10, versions = {}, onApi, onDeployed, onTick } = simulation;
  const controller = new AbortController();
  const lines: string[] = [];
  const splits: (readonly Share[])[] = [];
  const world: World = {
    nowMs: 0,
    deployments: [],
    click: (shares, message = "") => add(shares, message),
    interrupt: () => controller.abort(),
  };

  function add(shares: readonly Share[], message: string): Deployment {
    const deployment = { id: `d${world.deployments.length}`, shares, message };
    world.deployments.push(deployment);
    return deployment;
  }

  const lastWhole = () =>
    world.deployments
      .toReversed()
      .flatMap(({ shares }) => shares)
      .find(({ percentage }) => percentage === 100)?.versionId;

  const openTraffic = (signal: AbortSignal): Traffic => {
    const call = (kind: "current" | "deploy") => {
      signal.throwIfAborted();
      try {
        onApi?.(kind, world);
      } finally {
        ring();
      }
      signal.throwIfAborted();
    };
    return {
      current: async () => {
        call("current");
        const found = world.deployments.at(-1);
        return found && { ...found, lastWhole: lastWhole() };
      },
      deploy: async (shares, message) => {
        call("deploy");
        splits.push(shares);
        const made = add(shares, message);
        onDeployed?.(world);
        return made;
      },
    };
  };
  const { probeMs = 5, onProbe } = simulation;
  const probe: Probe = async ({ path, versionField }, pinned) => {
    world.nowMs += probeMs;
    onProbe?.(world);
    const shares = world.deployments.at(-1)?.shares ?? [];
    const isDeployed =
      !simulation.ignoresOverrides && shares.some(({ versionId }) => versionId === pinned);
    const versionId = (isDeployed ? pinned : shares[0]?.versionId) ?? "";
    return answer(versionId, path, versionField);
  };
  const answered = new Map<string, number>();
  const answer = (versionId: string, path: string, versionField: string | undefined) => {
    const problem = versions[versionId]?.(path, world.nowMs);
    const answeredBy = versionField === undefined || problem ? undefined : versionId;
    const count = (answered.get(versionId) ?? 0) + 1;
    answered.set(versionId, count);
    const timeMs = simulation.timeMs?.(versionId, count) ?? 5;
    return { timeMs, status: problem ? 500 : 200, problem, answeredBy };
  };
  const atPreview: Probe = async ({ path, versionField }) => {
    world.nowMs += 5;
    const { preview } = simulation;
    const isThere = preview === "itself" || (preview === "itself after 10 s" && world.nowMs > 1e4);
    if (isThere) return answer(newVersion, path, versionField);
    const status = typeof preview === "number" ? { status: preview } : {};
    return { timeMs: 5, ...status, problem: "no such address", answeredBy: undefined };
  };
  const timeouts: { atMs: number; controller: AbortController }[] = [];
  const ring = () => {
    const isDue = ({ atMs }: { atMs: number }) => atMs <= world.nowMs;
    const timeout = new DOMException("The time is over.", "TimeoutError");
    for (const { controller } of timeouts.filter(isDue)) controller.abort(timeout);
  };
  const clock = {
    now: () => world.nowMs,
    timeout: (milliseconds: number) => {
      const controller = new AbortController();
      timeouts.push({ atMs: world.nowMs + milliseconds, controller });
      return controller.signal;
    },
    wait: async (milliseconds: number) => {
      world.nowMs += milliseconds;
      ring();
      onTick?.(world);
    },
  };

  const serving = "serving" in simulation ? simulation.serving : whole(oldVersion);
  if (simulation.before) add(simulation.before, "");
  if (serving) add(serving, simulation.message ?? "");
  const proof = { path: "/health", versionField: "id" };
  const checks = [proof, { path: "/widget.js" }];
  const { isIndivisible } = simulation;
  const outcome = await rollOut(
    { newVersionId: newVersion, plan: { steps }, bakeSeconds, proof, isIndivisible },
    {
      openTraffic,
      meter: simulation.meter ?? probeMeter(probe, checks),
      probe,
      preview: async () => {
        simulation.onPreview?.();
        return simulation.preview && { probe: atPreview, meter: probeMeter(atPreview, checks) };
      },
      clock,
      signal: controller.signal,
      report: (line) => lines.push(line),
    },
  );
  return { outcome, lines, splits, serving: world.deployments.at(-1)?.shares };
}

/** A split that an earlier rollout of ours has left. */
export const ownMessage = `${messagePrefix} cut off.`;
