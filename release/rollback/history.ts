import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Share } from "../rollout/traffic.ts";
import type { ServiceWorker } from "../service.ts";

/** A version that Cloudflare still deploys. */
export interface KnownVersion {
  readonly id: string;
  /** Counts a Worker's uploads. */
  readonly number: number;
  /** The release it is of: its tag; empty where nobody gave it one. */
  readonly release: string;
  /** When it was uploaded, ISO 8601; empty where that is not known any more. */
  readonly createdOn: string;
}

/** What Cloudflare knows of a Worker's past. */
export interface WorkerHistory {
  readonly worker: ServiceWorker;
  /** Splits of the traffic, newest first: the first one is what serves. */
  readonly deployments: readonly PastDeployment[];
  /** The versions that can be deployed, newest first. */
  readonly versions: readonly KnownVersion[];
}

export interface PastDeployment {
  readonly shares: readonly Share[];
  /** Why it was made; empty where nobody said. */
  readonly message: string;
  /** ISO 8601. */
  readonly createdOn: string;
}

type Annotations = Readonly<Record<string, string>> | undefined;

interface WireDeployments {
  readonly deployments: readonly {
    readonly versions: readonly { readonly version_id: string; readonly percentage: number }[];
    readonly created_on: string;
    readonly annotations?: Annotations;
  }[];
}

interface WireVersions {
  readonly items: readonly {
    readonly id: string;
    readonly number: number;
    readonly metadata: { readonly created_on: string };
    readonly annotations?: Annotations;
  }[];
}

/**
 * Cloudflare deploys a Worker's last 100 versions again, and none that is older.
 * @see https://developers.cloudflare.com/workers/versions-and-deployments/rollbacks/
 */
export const deployableVersions = 100;

/** Reads both lists at once. @see https://developers.cloudflare.com/api/resources/workers/subresources/scripts/ */
export async function readHistory(
  api: CloudflareApi,
  worker: ServiceWorker,
): Promise<WorkerHistory> {
  const script = scriptPath(worker);
  const [{ deployments }, { items }] = (await Promise.all([
    api("GET", `${script}/deployments`),
    api("GET", `${script}/versions?deployable=true&per_page=${deployableVersions}`),
  ])) as [WireDeployments, WireVersions];
  return {
    worker,
    deployments: deployments.map(({ versions, created_on: createdOn, annotations }) => ({
      shares: versions.map(({ version_id: versionId, percentage }) => ({ versionId, percentage })),
      message: annotations?.["workers/message"] ?? "",
      createdOn,
    })),
    versions: items
      .map(({ id, number, metadata, annotations }) => ({
        id,
        number,
        createdOn: metadata.created_on,
        release: annotations?.["workers/tag"] ?? "",
      }))
      .sort((a, b) => b.number - a.number),
  };
}

/** Where the API has a Worker. */
export function scriptPath({ accountId, scriptName }: ServiceWorker): string {
  return `/accounts/${accountId}/workers/scripts/${scriptName}`;
}
