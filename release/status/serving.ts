import { readHistory, type WorkerHistory } from "../rollback/history.ts";
import { type CloudflareApi, CloudflareApiError } from "../rollout/cloudflare-api.ts";
import { shortId } from "../rollout/traffic.ts";
import type { ServiceWorker } from "../service.ts";

/** Who answers a Worker's users, by Cloudflare's own word. */
export interface Serving {
  readonly scriptName: string;
  /** `1a2b3c4-20261121095712 (version 5e6f7a8b) 100 %` */
  readonly description: string;
  /** Whether one version has all the traffic, or the Worker was never deployed. */
  readonly isWhole: boolean;
}

/** Never throws: where Cloudflare does not answer, that is the description. */
export async function readServing(api: CloudflareApi, worker: ServiceWorker): Promise<Serving> {
  const { scriptName } = worker;
  try {
    const history = await readHistory(api, worker);
    const shares = history.deployments[0]?.shares ?? [];
    const parts = shares.map(
      ({ versionId, percentage }) => `${nameOf(history, versionId)} ${percentage} %`,
    );
    const description = parts.join(", ") || "nothing: it was never deployed";
    return { scriptName, description, isWhole: shares.length <= 1 };
  } catch (error) {
    if (isUnknownWorker(error)) {
      return { scriptName, description: "nothing: it was never deployed", isWhole: true };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { scriptName, description: `not known (${reason})`, isWhole: false };
  }
}

function nameOf({ versions }: WorkerHistory, versionId: string): string {
  const release = versions.find(({ id }) => id === versionId)?.release;
  const version = `version ${shortId(versionId)}`;
  return release ? `${release} (${version})` : version;
}

/** Whether Cloudflare says that there is no such Worker. */
export function isUnknownWorker(error: unknown): boolean {
  return error instanceof CloudflareApiError && error.status === 404;
}
