import { checkHealth, type HealthReport, healthHttpStatus } from "../../kit/health.ts";
import type { Logger } from "../../kit/log.ts";
import type { AppContext } from "../api/types.ts";
import { type Env, envProblems } from "../env.ts";
import { probes } from "./probes.ts";

const probeTimeoutMs = 2_000;

/** Probes everything; what fails is explained in the log, not in the report. */
export function reportHealth(env: Env, now: () => number, log: Logger): Promise<HealthReport> {
  for (const problem of envProblems(env)) log.error(`configuration: ${problem}`);
  return checkHealth(probes(env, now, log), {
    version: env.CF_VERSION_METADATA,
    timeoutMs: probeTimeoutMs,
    now,
    onFailure: (dependency, error) =>
      log.warn("dependency is unhealthy", { error, details: { dependency } }),
  });
}

export async function getHealth(c: AppContext): Promise<Response> {
  const report = await reportHealth(c.env, c.var.runtime.now, c.var.log);
  return c.json(report, healthHttpStatus(report.status), { "cache-control": "no-store" });
}
