import type { WireBinding } from "../../edge/contract.ts";
import type { ControlPlane } from "./control-plane.ts";
import { consumersOf } from "./queue-consumers.ts";
import { activeSplit } from "./runtime-state.ts";
import type { WorkerRow } from "./tables.ts";
import { versionsOf } from "./workers/version/model.ts";
import { boundResource, servedBindings } from "./workers/worker/references.ts";
import { workersDevHost } from "./workers/worker/wire.ts";

/** How many versions of each Worker the console lists, newest first. */
const VERSIONS_SHOWN = 20;

/** What the console shows of the account; no secret is in it. */
export function snapshot(plane: ControlPlane) {
  const { tables, context } = plane;
  return {
    account: { id: context.settings.accountId, name: context.settings.accountName },
    workers: tables.workers.list().map((worker) => workerSnapshot(plane, worker)),
    zones: tables.zones.list().map((zone) => ({
      id: zone.id,
      name: zone.name,
      routes: tables.routes
        .filter(({ zoneId }) => zoneId === zone.id)
        .map(({ id, pattern, script }) => ({ id, pattern, script })),
      dnsRecords: tables.dnsRecords
        .filter(({ zoneId }) => zoneId === zone.id)
        .map(({ id, name, type, content, proxied, readOnly }) => ({
          id,
          name,
          type,
          content,
          proxied,
          readOnly,
        })),
    })),
    notifications: tables.notificationPolicies
      .list()
      .map(({ id, name, enabled, alert_type }) => ({ id, name, enabled, alertType: alert_type })),
  };
}

function workerSnapshot(plane: ControlPlane, worker: WorkerRow) {
  const { tables, context } = plane;
  return {
    id: worker.id,
    name: worker.name,
    createdOn: worker.createdOn,
    deployedOn: worker.deployedOn,
    deployedFrom: worker.lastDeployedFrom,
    workersDev: { ...worker.subdomain, host: workersDevHost(plane, worker) },
    split: activeSplit(tables, worker).map(({ version, percentage }) => ({
      versionId: version.id,
      number: version.number,
      tag: version.annotations["workers/tag"] ?? "",
      percentage,
    })),
    versionCount: worker.lastVersionNumber,
    versions: versionsOf(plane, worker)
      .slice(0, VERSIONS_SHOWN)
      .map(({ id, number, createdOn, source, annotations }) => ({
        id,
        number,
        createdOn,
        source,
        tag: annotations["workers/tag"] ?? "",
        message: annotations["workers/message"] ?? "",
      })),
    bindings: bindingsSnapshot(servedBindings(plane, worker)),
    routes: tables.routes
      .filter(({ script }) => script === worker.name)
      .map(({ pattern }) => pattern),
    domains: tables.domains
      .filter(({ service }) => service === worker.name)
      .map(({ hostname }) => hostname),
    crons: worker.schedules.map(({ cron }) => cron),
    queues: consumersOf(context.store, worker.name).map(({ queue }) => queue.queue_name),
    durableObjects: worker.durableObjects.map(({ className }) => className),
  };
}

/** Bindings with what they lead to, which is null for secrets and for what leads nowhere. */
function bindingsSnapshot(bindings: readonly WireBinding[]) {
  const shown = bindings.map(({ type, name, ...fields }) => {
    const text = type === "plain_text" ? fields.text : undefined;
    const target = boundResource({ type, name, ...fields }) ?? fields.service ?? text;
    return { type, name, target: typeof target === "string" ? target : null };
  });
  // Versions that differ only in a secret show it once.
  return [...new Map(shown.map((binding) => [JSON.stringify(binding), binding])).values()];
}
