import { loadConfig } from "./config.ts";
import type { SystemName } from "./config-schema.ts";
import { newestRelease } from "./release-version.ts";
import { prepareCollectiveVision } from "./systems/collective-vision.ts";
import { declareShared } from "./systems/shared.ts";
import type { DeclareSystem, System } from "./systems/system.ts";

/** The products of this program; a stack declares those that its configuration names. */
const systems: Record<SystemName, () => Promise<DeclareSystem>> = {
  "collective-vision": prepareCollectiveVision,
};

/** A stack is an environment: what all systems share, the systems, and what others may know of it. */
export default async function stack() {
  const config = loadConfig();
  // First, so that code that does not build ends the run before anything is changed.
  const prepared = await Promise.all(
    config.systems.map(async (name) => ({ name, declare: await systems[name]() })),
  );
  const shared = declareShared(config);
  return stackOutputs(prepared.map(({ name, declare }) => ({ name, ...declare(config, shared) })));
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
