import { scriptPath } from "../rollback/history.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Step } from "../run-result.ts";
import type { ServiceWorker } from "../service.ts";
import type { StackOutputs } from "../stack-outputs.ts";

/** A state of a database that it can be brought back to, for the deployment's record. */
export interface Bookmark {
  readonly databaseId: string;
  readonly databaseName: string;
  /** @see https://developers.cloudflare.com/d1/reference/time-travel/ kept 30 days, 7 on the free plan */
  readonly bookmark: string;
}

interface VersionDetail {
  readonly resources: { readonly bindings?: readonly Readonly<Record<string, unknown>>[] };
}

/**
 * Notes the state of every database that the stack's Workers are bound to now.
 * @param outputs undefined where nothing was deployed yet.
 * @param note receives them, once all are there.
 */
export function bookmarkCheck(
  api: CloudflareApi,
  workers: readonly ServiceWorker[],
  outputs: StackOutputs | undefined,
  note: (bookmarks: readonly Bookmark[]) => void,
): Step {
  return {
    name: "The databases' states are noted",
    skip: () => (outputs === undefined ? "this is the first deployment" : undefined),
    async run() {
      if (outputs === undefined) return undefined;
      const databases = await Promise.all(
        workers.map((worker) => boundDatabases(api, worker, outputs)),
      );
      const paths = [...new Set(databases.flat())];
      const bookmarks = await Promise.all(paths.map((path) => takeBookmark(api, path)));
      note(bookmarks);
      if (bookmarks.length === 0) return "there are no databases";
      return bookmarks
        .map(({ databaseName, bookmark }) => `${databaseName} at ${bookmark}`)
        .join("\n");
    },
  };
}

/** Where the API has the databases that a Worker's version is bound to. */
async function boundDatabases(
  api: CloudflareApi,
  worker: ServiceWorker,
  { workers: deployed }: StackOutputs,
): Promise<readonly string[]> {
  const versionId = deployed[worker.scriptName]?.versionId;
  if (versionId === undefined) return [];
  const path = `${scriptPath(worker)}/versions/${versionId}`;
  const { resources } = (await api("GET", path)) as VersionDetail;
  return (resources.bindings ?? [])
    .filter(({ type }) => type === "d1")
    .map(({ database_id, id }) => `/accounts/${worker.accountId}/d1/database/${database_id ?? id}`);
}

async function takeBookmark(api: CloudflareApi, path: string): Promise<Bookmark> {
  const [{ uuid, name }, { bookmark }] = (await Promise.all([
    api("GET", path),
    api("GET", `${path}/time_travel/bookmark`),
  ])) as [{ uuid: string; name: string }, { bookmark: string }];
  return { databaseId: uuid, databaseName: name, bookmark };
}
