import { type Health, readHealth } from "./health.ts";
import { type EdgeHost, edgeRequest } from "./rollout/edge-request.ts";
import { httpProbe, type Probe, type RouteCheck } from "./rollout/probe.ts";
import type { ServiceWorker } from "./service.ts";

/** What a stack says of the version that serves. */
export interface ExpectedVersion {
  readonly versionId: string;
  readonly release: string;
  /** The release that it is in place of, where a rollback pinned it. */
  readonly insteadOf?: string;
}

export interface RouteReport {
  readonly path: string;
  readonly timeMs: number;
  readonly problem?: string;
}

/** What a Worker answers as its users ask it. */
export interface WorkerReport {
  readonly scriptName: string;
  readonly hostname: string;
  readonly expected: ExpectedVersion | undefined;
  /** Ids of the versions that answered, each once. */
  readonly answeredBy: readonly string[];
  readonly routes: readonly RouteReport[];
  /** Undefined where it says nothing of its health. */
  readonly health: Health | undefined;
}

export interface VerifyWorkerPorts {
  /** How a public host is reached. */
  reach(hostname: string): EdgeHost;
  wait(milliseconds: number): Promise<unknown>;
}

/** A deployment reaches the vendor's network within seconds; so long another version may answer. */
const proofAttempts = 20;
const proofsInARow = 3;
const pauseMs = 500;

/** Asks each of a Worker's routes and which version it is that answers. */
export async function verifyWorker(
  worker: ServiceWorker,
  expected: ExpectedVersion | undefined,
  { reach, wait }: VerifyWorkerPorts,
): Promise<WorkerReport> {
  const { scriptName, hostname, checks } = worker;
  const host = reach(hostname);
  const probe = httpProbe({ ...host, scriptName });
  const proof = checks.find(({ versionField }) => versionField !== undefined);
  const answeredBy = proof && (await askForVersion(probe, proof, expected?.versionId, wait));
  const [routes, health] = await Promise.all([
    Promise.all(checks.map((check) => askRoute(probe, check))),
    proof && askForHealth(host, proof.path),
  ]);
  return { scriptName, hostname, expected, answeredBy: answeredBy ?? [], routes, health };
}

async function askRoute(probe: Probe, check: RouteCheck): Promise<RouteReport> {
  const { timeMs, problem } = await probe(check);
  const report = { path: check.path, timeMs: Math.round(timeMs) };
  return problem === undefined ? report : { ...report, problem };
}

/** Asks until three answers in a row are the expected version's, none, or time is up. */
async function askForVersion(
  probe: Probe,
  proof: RouteCheck,
  expectedId: string | undefined,
  wait: VerifyWorkerPorts["wait"],
): Promise<readonly string[]> {
  let last: (string | undefined)[] = [];
  for (let attempt = 1; attempt <= proofAttempts; attempt++) {
    const { answeredBy } = await probe(proof);
    last = [...last, answeredBy].slice(-proofsInARow);
    if (last.length < proofsInARow) continue;
    const awaited = expectedId ?? last[0];
    if (last.every((id) => id === undefined || id === awaited)) break;
    await wait(pauseMs);
  }
  return [...new Set(last.filter((id) => id !== undefined))];
}

async function askForHealth(host: EdgeHost, path: string): Promise<Health | undefined> {
  try {
    return readHealth((await edgeRequest(host, { path })).body);
  } catch {
    return undefined;
  }
}
