import { z } from "zod";

/** What a Worker says of itself at `/health`. */
export interface Health {
  readonly status: "healthy" | "degraded" | "unhealthy";
  readonly release: string;
  readonly versionId: string;
  readonly dependencies: readonly DependencyHealth[];
}

export interface DependencyHealth {
  readonly name: string;
  readonly status: string;
  readonly latencyMs?: number | undefined;
  readonly reason?: string | undefined;
}

const healthSchema = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy"]),
  version: z.string(),
  workerVersionId: z.string(),
  dependencies: z
    .record(
      z.string(),
      z.object({
        status: z.string(),
        latencyMs: z.number().optional(),
        reason: z.string().optional(),
      }),
    )
    .default({}),
});

/** Undefined where the text is no health report. */
export function readHealth(body: string): Health | undefined {
  try {
    const { status, version, workerVersionId, dependencies } = healthSchema.parse(JSON.parse(body));
    return {
      status,
      release: version,
      versionId: workerVersionId,
      dependencies: Object.entries(dependencies).map(([name, rest]) => ({ name, ...rest })),
    };
  } catch {
    return undefined;
  }
}
