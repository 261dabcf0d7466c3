import { loadConfig, type StackConfig } from "./config.ts";
import type { SystemName } from "./config-schema.ts";
import { newestRelease } from "./release-version.ts";
import { declareCollectiveVision } from "./systems/collective-vision.ts";
import { declareShared, type Shared } from "./systems/shared.ts";
import type { System } from "./systems/system.ts";

/** The products of this program; a stack declares those that its configuration names. */
const systems: Record<SystemName, (config: StackConfig, shared: Shared) => Promise<System>> = {
  "collective-vision": declareCollectiveVision,
};

/** A stack is an environment: what all systems share, the systems, and what others may know of it. */
export default async function stack() {
  const config = loadConfig();
  const shared = declareShared(config);
  const declared = await Promise.all(
    config.systems.map(async (name) => ({ name, ...(await systems[name](config, shared)) })),
  );
  return stackOutputs(declared);
}

/** Addresses, what runs at them, and under which release: the same names in every stack. */
function stackOutputs(declared: readonly (System & { readonly name: SystemName })[]) {
  const workers = Object.assign(
    {},
    ...declared.map((system) => system.workers),
  ) as System["workers"];
  const versionIds = Object.entries(workers).map(([name, { versionId }]) => [name, versionId]);
  const newest = newestRelease(declared.map((system) => system.release));
  return {
    urls: Object.fromEntries(declared.map(({ name, url }) => [name, url])),
    workers,
    release: {
      version: newest.version,
      gitSha: newest.commit ?? "",
      workers: Object.fromEntries(versionIds),
    },
  };
}
