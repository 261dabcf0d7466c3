import { runTool } from "./run-tool.ts";
import { parseVersion } from "./version.ts";

/** A cold disk reads 110 MB first. */
const TIMEOUT_MS = 20_000;

/** The version that an engine tells; undefined if it does not run. */
export async function engineVersion(
  pulumi: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const { stdout } = await runTool(pulumi, ["version"], {
      environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeoutMs: TIMEOUT_MS,
    });
    return parseVersion(stdout);
  } catch {
    return undefined;
  }
}
