import type { StackEngine } from "../engine.ts";
import { readHealth } from "../health.ts";
import type { Pin } from "../ledger.ts";
import { causeOf } from "../rollback/control-plane.ts";
import { readHistory } from "../rollback/history.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import { edgeRequest } from "../rollout/edge-request.ts";
import { shortId } from "../rollout/traffic.ts";
import type { Service, ServiceWorker } from "../service.ts";
import { parseStackOutputs, type StackOutputs } from "../stack-outputs.ts";
import type { UpdateLock } from "../update-lock.ts";
import { expectedVersion } from "../verify.ts";
import { readLastChange } from "./last-change.ts";
import { isUnknownWorker } from "./serving.ts";
import { concernsOf, type WorkerStatus, workerStatus } from "./worker-status.ts";

/** How a stack is now. */
export interface StackStatus {
  readonly stack: string;
  /** By the stack's ledger; absent where nothing was deployed, or its outputs cannot be read. */
  readonly release?: string;
  readonly workers: readonly WorkerStatus[];
  /** An update that goes on, or was killed. */
  readonly lock?: UpdateLock;
  /** What somebody should look at. */
  readonly concerns: readonly string[];
}

export interface StatusPorts {
  readonly api: CloudflareApi;
  readonly engine: Pick<StackEngine, "stackName" | "outputs" | "lock">;
  /** Where to connect in place of the real hosts. */
  readonly connectTo?: string | undefined;
}

/** Everything is asked at the same time, and what does not answer is said, not waited for. */
const answerTimeoutMs = 5000;

/** @param services of the stack, by their names; they need not be deployed. */
export async function readStackStatus(
  services: Readonly<Record<string, Pick<Service, "workers">>>,
  { api, engine, connectTo }: StatusPorts,
): Promise<StackStatus> {
  const workers = Object.entries(services).flatMap(([service, { workers: all }]) =>
    all.map((worker) => ({ service, worker })),
  );
  const [outputs, lock, found] = await Promise.all([
    readOutputs(engine),
    engine.lock(),
    Promise.all(workers.map(({ worker }) => askWorker(worker, api, connectTo))),
  ]);
  const statuses = workers.map(({ service, worker }, index) => {
    const pin: Pin | undefined = outputs.known?.pins[worker.scriptName];
    return workerStatus(worker, { service, pin, ...(found[index] ?? unanswered) });
  });
  const release = outputs.known?.releases[0]?.version;
  return {
    stack: engine.stackName,
    ...(release && { release }),
    workers: statuses,
    ...(lock && { lock }),
    concerns: [
      ...statuses.flatMap(concernsOf),
      // An update writes what it has deployed at its end.
      ...(lock ? [] : statuses.flatMap((worker) => surpriseOf(worker, outputs.known))),
      ...outputs.concerns,
    ],
  };
}

/** Somebody has moved a Worker's traffic past the stack. */
function surpriseOf({ scriptName, shares }: WorkerStatus, known: StackOutputs | undefined) {
  const expected = known && expectedVersion(known, scriptName);
  const [share, ...others] = shares;
  if (expected === undefined || share === undefined || others.length > 0) return [];
  if (share.versionId === expected.versionId) return [];
  const said = `${shortId(expected.versionId)} of release ${expected.release}`;
  return [`${scriptName} serves version ${shortId(share.versionId)}, the stack says ${said}`];
}

const unanswered = {
  history: { problem: "it was not asked" },
  health: "unreachable",
  lastChange: undefined,
} as const;

async function readOutputs(
  engine: StatusPorts["engine"],
): Promise<{ known?: StackOutputs; concerns: readonly string[] }> {
  try {
    const outputs = await engine.outputs();
    if (Object.keys(outputs).length === 0) return { concerns: [] };
    return { known: parseStackOutputs(outputs), concerns: [] };
  } catch (error) {
    const { message } = error as Error;
    return { concerns: [`The stack's outputs cannot be read: ${message}`.replace(/\.$/, "")] };
  }
}

async function askWorker(worker: ServiceWorker, api: CloudflareApi, connectTo: string | undefined) {
  const [history, health, lastChange] = await Promise.all([
    readHistory(api, worker).catch((error: unknown) => {
      return isUnknownWorker(error)
        ? { worker, deployments: [], versions: [] }
        : { problem: causeOf(error) };
    }),
    askHealth(worker, connectTo),
    readLastChange(api, worker).catch(() => undefined),
  ]);
  return { history, health, lastChange };
}

async function askHealth(
  { hostname, checks }: ServiceWorker,
  connectTo: string | undefined,
): Promise<WorkerStatus["health"]> {
  const path = checks.find(({ versionField }) => versionField !== undefined)?.path ?? "/health";
  const host = { hostname, connectTo, timeoutMs: answerTimeoutMs };
  const answer = await edgeRequest(host, { path }).catch(() => undefined);
  return (answer && readHealth(answer.body)?.status) ?? "unreachable";
}
