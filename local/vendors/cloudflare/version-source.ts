import type { CloudContext } from "../../context.ts";
import type { VersionSource } from "../../edge/contract.ts";
import { runtimeVersion } from "./runtime-state.ts";
import { openTables } from "./tables.ts";

/** Finds versions for preview URLs: `<first 8 hex digits>-<worker>.<account>.workers.dev`. */
export function versionSource({ store, settings }: CloudContext): VersionSource {
  const tables = openTables(store);
  return {
    versionByPrefix(script, prefix) {
      const worker = tables.workers.find(({ name }) => name === script);
      // Workers that implement Durable Objects have no preview URLs.
      // @see https://developers.cloudflare.com/workers/configuration/previews/#limitations
      if (!worker?.subdomain.previewsEnabled || worker.durableObjects.length > 0) return undefined;
      const version = tables.versions.find(
        ({ workerId, id }) => workerId === worker.id && id.startsWith(prefix),
      );
      return version && runtimeVersion(settings.accountId, worker, version);
    },
  };
}
