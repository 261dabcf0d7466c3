import { type EdgeHost, edgeRequest, Unreachable, versionOverride } from "./edge-request.ts";

/** One address of a system and what is right about its answer; declared beside the system. */
export interface RouteCheck {
  /** `/widget.js` */
  path: string;
  /** Statuses that are right. Default 200. */
  statuses?: readonly number[];
  /** Field of the JSON body that has the id of the version that answered. */
  versionField?: string;
}

export interface ProbeAnswer {
  timeMs: number;
  /** Absent where no answer came. */
  status?: number;
  /** What is wrong: `status 500, expected 200`. Undefined when all is right. */
  problem: string | undefined;
  /** The version that answered, where the answer says so. */
  answeredBy: string | undefined;
  /** No connection came about, so that the problem may be the asker's own. */
  isUnreachable?: boolean;
}

/** Asks once; never throws for what it finds. Without a version, traffic decides who answers. */
export type Probe = (check: RouteCheck, versionId?: string) => Promise<ProbeAnswer>;

export interface HttpProbeOptions extends EdgeHost {
  /** The Worker's name, as the override header calls it. */
  readonly scriptName: string;
}

export function httpProbe({ scriptName, ...host }: HttpProbeOptions): Probe {
  return async (check, versionId) => {
    const startedAt = performance.now();
    const timeMs = () => performance.now() - startedAt;
    const headers = versionId === undefined ? {} : versionOverride(scriptName, versionId);
    try {
      const { status, body } = await edgeRequest(host, { path: check.path, headers });
      const answeredBy = check.versionField && textField(body, check.versionField);
      const problem = problemOf(check, status, answeredBy);
      return { timeMs: timeMs(), status, problem, answeredBy };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const isUnreachable = error instanceof Unreachable;
      return { timeMs: timeMs(), problem, answeredBy: undefined, isUnreachable };
    }
  };
}

function problemOf(
  { statuses = [200], versionField }: RouteCheck,
  status: number,
  answeredBy: string | undefined,
): string | undefined {
  if (!statuses.includes(status)) return `status ${status}, expected ${statuses.join(" or ")}`;
  if (versionField === undefined || answeredBy !== undefined) return undefined;
  return `status ${status}, but no field ${versionField} with the version's id`;
}

function textField(body: string, field: string): string | undefined {
  try {
    const value = (JSON.parse(body) as Record<string, unknown> | null)?.[field];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
