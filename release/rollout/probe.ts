import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

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
  /** What is wrong: `status 500, expected 200`. Undefined when all is right. */
  problem: string | undefined;
  /** The version that answered, where the answer says so. */
  answeredBy: string | undefined;
}

/** Asks once; never throws for what it finds. Without a version, traffic decides who answers. */
export type Probe = (check: RouteCheck, versionId?: string) => Promise<ProbeAnswer>;

export interface HttpProbeOptions {
  hostname: string;
  /** The Worker's name, as the override header calls it. */
  scriptName: string;
  /** Connects here, without TLS, in place of the host itself: `http://127.0.0.1:8787`. */
  connectTo?: string | undefined;
  /** Default 10 s. */
  timeoutMs?: number;
}

interface HttpAnswer {
  status: number;
  body: string;
}

/** @see https://developers.cloudflare.com/workers/versions-and-deployments/version-overrides/ */
export function httpProbe(options: HttpProbeOptions): Probe {
  return async (check, versionId) => {
    const startedAt = performance.now();
    const timeMs = () => performance.now() - startedAt;
    try {
      const { status, body } = await get(options, check.path, versionId);
      const answeredBy = check.versionField && textField(body, check.versionField);
      return { timeMs: timeMs(), problem: problemOf(check, status, answeredBy), answeredBy };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return { timeMs: timeMs(), problem, answeredBy: undefined };
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

/** `fetch` cannot set Host, so the request is made by hand. */
function get(
  { hostname, scriptName, connectTo, timeoutMs = 10_000 }: HttpProbeOptions,
  path: string,
  versionId: string | undefined,
): Promise<HttpAnswer> {
  const target = new URL(path, connectTo ?? `https://${hostname}`);
  const send = target.protocol === "http:" ? requestHttp : requestHttps;
  const override = { "cloudflare-workers-version-overrides": `${scriptName}="${versionId}"` };
  const headers = {
    host: hostname,
    "user-agent": "slipway-rollout",
    ...(versionId === undefined ? {} : override),
  };
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const outgoing = send(target, { headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    outgoing.once("error", (error) =>
      reject(signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error),
    );
    outgoing.end();
  });
}

function textField(body: string, field: string): string | undefined {
  try {
    const value = (JSON.parse(body) as Record<string, unknown> | null)?.[field];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
