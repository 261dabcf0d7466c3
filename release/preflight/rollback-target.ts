import type { Release } from "../ledger.ts";
import { readHistory } from "../rollback/history.ts";
import type { CloudflareApi } from "../rollout/cloudflare-api.ts";
import type { Step } from "../run-result.ts";
import type { ServiceWorker } from "../service.ts";

/**
 * What runs now is where a rollback of the coming release goes back to, so each of its versions must
 * be one that Cloudflare still deploys.
 * @param release what runs now; undefined where nothing was deployed yet.
 */
export function rollbackTargetCheck(
  api: CloudflareApi,
  workers: readonly ServiceWorker[],
  release: Release | undefined,
): Step {
  return {
    name: "There is a release to go back to",
    skip: () => (release === undefined ? "this is the first deployment" : undefined),
    async run() {
      const missing = await Promise.all(
        workers.map(async (worker) => {
          const id = release?.workers[worker.scriptName];
          if (id === undefined) return [];
          const { versions } = await readHistory(api, worker);
          return versions.some((version) => version.id === id)
            ? []
            : [`${worker.scriptName} ${id}`];
        }),
      );
      if (missing.flat().length === 0) return `${release?.version} can be deployed again`;
      throw new Error(
        `Cloudflare cannot deploy release ${release?.version} again, so there would be no way back: ${missing.flat().join(", ")} is gone.`,
      );
    },
  };
}
