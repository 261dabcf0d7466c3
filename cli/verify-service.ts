import { readCommittedStack } from "../infra/services.ts";
import { parseStackOutputs } from "../release/stack-outputs.ts";
import { verifyServices } from "../release/verify.ts";
import { projectRoot } from "./commands/local/options.ts";

/** What a deployed service was found to do through the local edge. */
export interface LocalServiceReport {
  stack: string;
  /** The public URL: `https://feedback.example.com`. */
  url: string;
  /** The same service for a browser on this machine. */
  browserUrl: string;
  health: "healthy" | "degraded" | "failed";
  release: string;
  /** Worker version id. */
  version: string;
  /** Why it is not healthy. */
  problems: readonly string[];
}

/** Verifies a stack's services at the local edge, as `slipway verify` does. */
export async function verifyLocally(
  stack: string,
  outputs: Record<string, unknown>,
  edgeOrigin: string,
): Promise<LocalServiceReport[]> {
  const { services } = await readCommittedStack(stack, projectRoot);
  const reports = await verifyServices(services, parseStackOutputs(outputs), {
    correlationId: `start-${stack}`,
    connectTo: edgeOrigin,
  });
  return reports.map(({ url, status, workers, problems, warnings }) => ({
    stack,
    url,
    browserUrl: `http://${new URL(url).hostname}.localhost:${new URL(edgeOrigin).port}`,
    health: status,
    release: workers[0]?.health?.release ?? "?",
    version: workers[0]?.answeredBy[0] ?? "?",
    problems: [...problems, ...warnings],
  }));
}
