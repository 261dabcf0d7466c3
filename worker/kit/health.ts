import { within } from "./within.ts";

export type HealthStatus = "healthy" | "degraded" | "unhealthy";

/** Why a dependency is not healthy. Closed, so that a report never shows internals. */
export type HealthReason =
  | "configuration"
  | "error"
  | "lagging"
  | "schema_missing"
  | "switched_off"
  | "timeout";

/** A probe's way of saying more than "error". */
export class ProbeFailure extends Error {
  override readonly name = "ProbeFailure";
  readonly reason: HealthReason;

  constructor(reason: HealthReason) {
    super(`The probe failed: ${reason}.`);
    this.reason = reason;
  }
}

export interface Probe {
  readonly name: string;
  /** Whether the Worker is of no use without it: then its failure makes the whole unhealthy. */
  readonly isCritical: boolean;
  /** Resolves when the dependency works. */
  check(): Promise<unknown>;
}

interface DependencyHealth {
  readonly status: "healthy" | "unhealthy";
  readonly critical: boolean;
  readonly latencyMs: number;
  readonly reason?: HealthReason;
}

export interface HealthReport {
  readonly status: HealthStatus;
  /** The release, `<short sha>-<YYYYMMDDHHMMSS>`, or `unknown`. */
  readonly version: string;
  /** The Worker version's id at Cloudflare, or `unknown`. */
  readonly workerVersionId: string;
  readonly dependencies: Readonly<Record<string, DependencyHealth>>;
}

export interface HealthOptions {
  readonly version: WorkerVersionMetadata | undefined;
  readonly timeoutMs: number;
  readonly now: () => number;
  /** Told each failure's error, which the report itself does not show. */
  readonly onFailure: (probe: string, error: unknown) => void;
}

/** Probes all dependencies at once, each within the timeout. */
export async function checkHealth(
  probes: readonly Probe[],
  options: HealthOptions,
): Promise<HealthReport> {
  const results = await Promise.all(
    probes.map(async (probe) => [probe.name, await runProbe(probe, options)] as const),
  );
  return {
    status: overallStatus(results.map(([, health]) => health)),
    version: options.version?.tag || "unknown",
    workerVersionId: options.version?.id || "unknown",
    dependencies: Object.fromEntries(results),
  };
}

/** 200 while the Worker can serve, degraded or not; 503 when it cannot. */
export function healthHttpStatus(status: HealthStatus): 200 | 503 {
  return status === "unhealthy" ? 503 : 200;
}

function overallStatus(dependencies: readonly DependencyHealth[]): HealthStatus {
  const failing = dependencies.filter(({ status }) => status === "unhealthy");
  if (failing.some(({ critical }) => critical)) return "unhealthy";
  return failing.length > 0 ? "degraded" : "healthy";
}

async function runProbe(probe: Probe, options: HealthOptions): Promise<DependencyHealth> {
  const startedAt = options.now();
  const finish = () => ({ critical: probe.isCritical, latencyMs: options.now() - startedAt });
  try {
    await within(options.timeoutMs, probe.check(), () => new ProbeFailure("timeout"));
    return { status: "healthy", ...finish() };
  } catch (error) {
    options.onFailure(probe.name, error);
    const reason = error instanceof ProbeFailure ? error.reason : "error";
    return { status: "unhealthy", ...finish(), reason };
  }
}
