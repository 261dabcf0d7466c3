import type { Release } from "../ledger.ts";
import type { LostObject } from "../plan/lost-object.ts";
import { ReleaseError } from "../release-error.ts";
import { boundObject, describeBound, readVersion } from "../rollback/bindings.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Step } from "../run-result.ts";
import type { ServiceWorker } from "../service.ts";

export interface WayBack {
  readonly workers: readonly ServiceWorker[];
  /** Newest first; the first one is where a rollback of the coming release goes back to. */
  readonly releases: readonly Release[];
}

/**
 * A release that is bound to something that is gone can never serve again, so nothing is deleted that
 * the release that serves is bound to. That older ones end with it is told.
 * @see https://developers.cloudflare.com/workers/versions-and-deployments/rollbacks/#limits
 */
export function wayBackBindingsCheck(
  api: CloudflareApi,
  { workers, releases }: WayBack,
  lostObjects: () => Promise<readonly LostObject[]>,
): Step {
  return {
    name: "What the way back is bound to stays",
    skip: () => (releases.length === 0 ? "this is the first deployment" : undefined),
    async run() {
      const lost = await lostObjects();
      if (lost.length === 0) return undefined;
      const [next = [], ...older] = await Promise.all(
        releases.map((release) => findLosses(api, workers, release, lost)),
      );
      if (next.length > 0) {
        throw new ReleaseError("rollback-refused", next.join("\n"), {
          hint: "Do it in two releases: first one that is not bound to it, and delete it by a later one, when nobody goes back any more.",
        });
      }
      return older.flat().length > 0 ? { warning: older.flat().join("\n") } : undefined;
    },
  };
}

async function findLosses(
  api: CloudflareApi,
  workers: readonly ServiceWorker[],
  { version, workers: versions }: Release,
  lost: readonly LostObject[],
): Promise<string[]> {
  const losses = await Promise.all(
    workers.map(async (worker) => {
      const versionId = versions[worker.scriptName];
      if (versionId === undefined) return [];
      const detail = await readVersion(api, worker, versionId);
      return (detail.resources.bindings ?? []).flatMap((binding) => {
        const bound = boundObject(binding);
        const object = bound && lost.find(({ vendorNames }) => vendorNames.includes(bound.id));
        if (bound === undefined || object === undefined) return [];
        return [
          `The plan takes ${object.name} away, and ${worker.scriptName} could not go back to ${version}: it is bound to ${describeBound(bound, binding)}.`,
        ];
      });
    }),
  );
  return losses.flat();
}
