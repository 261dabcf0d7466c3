import { request } from "node:http";
import { z } from "zod";

/** What a deployed service said of itself through the edge. */
export interface ServiceReport {
  stack: string;
  /** The public URL: `https://feedback.example.com`. */
  url: string;
  /** The same service for a browser on this machine. */
  browserUrl: string;
  health: "healthy" | "degraded" | "unhealthy" | "unreachable";
  release: string;
  /** Worker version id. */
  version: string;
  timeMs: number;
}

const healthSchema = z.object({
  status: z.enum(["healthy", "degraded", "unhealthy"]),
  version: z.string(),
  workerVersionId: z.string(),
});

/** Asks a service's `/health` at the local edge under its public name. */
export async function verifyService(
  stack: string,
  url: string,
  edgeOrigin: string,
): Promise<ServiceReport> {
  const startedAt = performance.now();
  const { hostname } = new URL(url);
  const edge = new URL(edgeOrigin);
  const report = { stack, url, browserUrl: `http://${hostname}.localhost:${edge.port}` };
  const timeMs = () => Math.round(performance.now() - startedAt);
  try {
    const body = await getJson(edge, hostname, "/health");
    const { status: health, version: release, workerVersionId } = healthSchema.parse(body);
    return { ...report, health, release, version: workerVersionId, timeMs: timeMs() };
  } catch {
    return { ...report, health: "unreachable", release: "?", version: "?", timeMs: timeMs() };
  }
}

/** `fetch` cannot set Host, so this connects to the edge and names the public host itself. */
function getJson(edge: URL, host: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: edge.hostname, port: edge.port, path, headers: { host }, timeout: 10_000 },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")));
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    outgoing.once("timeout", () => outgoing.destroy(new Error("No answer within 10 s.")));
    outgoing.once("error", reject);
    outgoing.end();
  });
}
