import type { CloudContext } from "../../context.ts";
import type { RuntimeScript, RuntimeState, RuntimeVersion } from "../../edge/contract.ts";
import { pausedQueues, runtimeConsumers } from "./queue-consumers.ts";
import { openTables, type Tables, type VersionRow, type WorkerRow } from "./tables.ts";

/** Everything that the stored objects say is to be served. */
export function runtimeState({ store, settings }: CloudContext): RuntimeState {
  const tables = openTables(store);
  return {
    scripts: tables.workers
      .list()
      .map((worker) => runtimeScript(tables, settings.accountId, worker)),
    routes: tables.routes.list().map(({ pattern, script }) => ({ pattern, script })),
    customDomains: tables.domains
      .list()
      .map(({ hostname, service }) => ({ hostname, script: service })),
    queueConsumers: runtimeConsumers(store),
    pausedQueues: pausedQueues(store),
  };
}

function runtimeScript(tables: Tables, accountId: string, worker: WorkerRow): RuntimeScript {
  return {
    accountId,
    name: worker.name,
    split: activeSplit(tables, worker).map(({ version, percentage }) => ({
      version: runtimeVersion(accountId, worker, version),
      percentage,
    })),
    workersDev: { ...worker.subdomain },
    durableObjects: worker.durableObjects,
    crons: worker.schedules.map(({ cron }) => cron),
    tailConsumers: worker.tailConsumers,
  };
}

/** The versions of the active deployment with their percentages; empty before the first one. */
export function activeSplit(
  tables: Tables,
  worker: WorkerRow,
): { version: VersionRow; percentage: number }[] {
  const id = worker.activeDeploymentId;
  const deployment = id === null ? undefined : tables.deployments.get(id);
  return (deployment?.versions ?? []).map(({ version_id, percentage }) => {
    const version = tables.versions.get(version_id);
    if (!version) throw new Error(`Deployment ${id} names the missing version ${version_id}.`);
    return { version, percentage };
  });
}

export function runtimeVersion(
  accountId: string,
  worker: Pick<WorkerRow, "name">,
  version: VersionRow,
): RuntimeVersion {
  return {
    accountId,
    script: worker.name,
    id: version.id,
    tag: version.annotations["workers/tag"] ?? "",
    createdOn: version.createdOn,
    mainModule: version.mainModule,
    modules: version.modules,
    compatibilityDate: version.compatibilityDate,
    compatibilityFlags: version.compatibilityFlags,
    bindings: version.bindings,
    assets: version.assets,
  };
}
