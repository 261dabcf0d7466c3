import { shortId } from "./rollout/traffic.ts";
import type { SmokeResult } from "./smoke.ts";
import type { WorkerReport } from "./verify-worker.ts";

/** What a service does when it is asked as its users ask it. */
export interface ServiceReport {
  readonly service: string;
  readonly url: string;
  readonly status: "healthy" | "degraded" | "failed";
  /** Why it failed. */
  readonly problems: readonly string[];
  /** Why it is degraded. */
  readonly warnings: readonly string[];
  readonly workers: readonly WorkerReport[];
  readonly smokeTests: readonly SmokeResult[];
}

/** A service that says it is degraded serves: that is a warning. What is wrong to its users is a failure. */
export function judgeService(
  found: Pick<ServiceReport, "service" | "url" | "workers" | "smokeTests">,
): ServiceReport {
  const problems = [
    ...found.workers.flatMap(workerProblems),
    ...found.smokeTests.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem}`] : [])),
  ];
  const warnings = found.workers.flatMap(workerWarnings);
  const status = problems.length > 0 ? "failed" : warnings.length > 0 ? "degraded" : "healthy";
  return { ...found, status, problems, warnings };
}

function workerProblems({ scriptName, routes, answeredBy, expected }: WorkerReport): string[] {
  const ofRoutes = routes.flatMap(({ path, problem }) => (problem ? [`${path}: ${problem}`] : []));
  const others = answeredBy.filter((id) => id !== expected?.versionId);
  if (expected === undefined || others.length === 0) return ofRoutes;
  const found = others.map(shortId).join(" and ");
  const should = `${shortId(expected.versionId)} of release ${expected.release}`;
  return [...ofRoutes, `${scriptName}: version ${found} answers, the stack says ${should}`];
}

function workerWarnings({ scriptName, health }: WorkerReport): string[] {
  const failing = (health?.dependencies ?? []).filter(({ status }) => status !== "healthy");
  const ofHealth = failing.map(
    ({ name, status, reason }) =>
      `${scriptName}: ${name} is ${status}${reason ? ` (${reason})` : ""}`,
  );
  if (health?.status === "degraded" && failing.length === 0) {
    ofHealth.push(`${scriptName} says that it is degraded`);
  }
  return ofHealth;
}
