import type { z } from "zod";
import { type ControlPlane, timestamp } from "../../control-plane.ts";
import { storageResources } from "../../storage/resources.ts";
import type { ObservabilityRow, WorkerRow } from "../../tables.ts";
import { invalidWorkerName, workerNameTaken, workerNotFound } from "../errors.ts";
import type { observabilitySchema } from "./observability.ts";

/** The fields of a Worker that are not versioned; absent ones keep their value or default. */
export interface WorkerSettings {
  name?: string | undefined;
  logpush?: boolean | undefined;
  tags?: string[] | undefined;
  observability?: ObservabilityInput | undefined;
  subdomain?: { enabled?: boolean | undefined; previews_enabled?: boolean | undefined } | undefined;
  tail_consumers?: { name: string }[] | undefined;
}

export type ObservabilityInput = z.infer<typeof observabilitySchema>;

const WORKER_NAME = /^[a-z0-9_][a-z0-9_-]{0,254}$/;

/** @throws ApiError 10016 or 10040. */
export function createWorker(plane: ControlPlane, settings: WorkerSettings): WorkerRow {
  const { name } = settings;
  if (name === undefined || !WORKER_NAME.test(name)) throw invalidWorkerName(name ?? "");
  if (plane.tables.workers.find((worker) => worker.name === name)) throw workerNameTaken(name);
  const now = timestamp(plane);
  const worker: WorkerRow = {
    id: plane.context.ids.hex(16),
    name,
    createdOn: now,
    updatedOn: now,
    deployedOn: null,
    lastDeployedFrom: null,
    logpush: false,
    tags: [],
    observability: observabilityOf({}),
    subdomain: { enabled: false, previewsEnabled: false },
    tailConsumers: [],
    schedules: [],
    durableObjects: [],
    migrationTag: null,
    migratedAtNumber: 0,
    lastVersionNumber: 0,
    latestVersionId: null,
    activeDeploymentId: null,
  };
  return plane.tables.workers.put(worker.id, { ...worker, ...changed(worker, settings) });
}

/** Replaces the given settings; a new name renames in place. @throws ApiError 10016 or 10040. */
export function updateWorker(
  plane: ControlPlane,
  worker: WorkerRow,
  settings: WorkerSettings,
): WorkerRow {
  const { name = worker.name } = settings;
  if (name !== worker.name) renameWorker(plane, worker, name);
  return putWorker(plane, { ...worker, name, ...changed(worker, settings) });
}

/** Stores a changed Worker with a new time of change. */
export function putWorker(plane: ControlPlane, worker: WorkerRow): WorkerRow {
  return plane.tables.workers.put(worker.id, { ...worker, updatedOn: timestamp(plane) });
}

/** @param idOrName 32 hex digits or the name. @throws ApiError 10007. */
export function findWorker({ tables }: ControlPlane, idOrName: string): WorkerRow {
  const worker =
    tables.workers.get(idOrName) ?? tables.workers.find(({ name }) => name === idOrName);
  if (!worker) throw workerNotFound();
  return worker;
}

export function workerNamed({ tables }: ControlPlane, name: string): WorkerRow | undefined {
  return tables.workers.find((worker) => worker.name === name);
}

function changed(worker: WorkerRow, settings: WorkerSettings): Partial<WorkerRow> {
  const { logpush, tags, observability, subdomain, tail_consumers } = settings;
  return {
    ...(logpush === undefined ? {} : { logpush }),
    ...(tags === undefined ? {} : { tags }),
    ...(observability === undefined ? {} : { observability: observabilityOf(observability) }),
    ...(subdomain === undefined ? {} : { subdomain: subdomainOf(worker, subdomain) }),
    ...(tail_consumers === undefined
      ? {}
      : { tailConsumers: tail_consumers.map(({ name }) => name) }),
  };
}

function subdomainOf(
  worker: WorkerRow,
  input: { enabled?: boolean | undefined; previews_enabled?: boolean | undefined },
): WorkerRow["subdomain"] {
  const enabled = input.enabled ?? worker.subdomain.enabled;
  return { enabled, previewsEnabled: input.previews_enabled ?? enabled };
}

/** The complete settings, defaults filled in. */
function observabilityOf(input: ObservabilityInput): ObservabilityRow {
  const { logs, traces } = input;
  return {
    enabled: input.enabled ?? false,
    head_sampling_rate: input.head_sampling_rate ?? 1,
    logs: {
      enabled: logs?.enabled ?? false,
      head_sampling_rate: logs?.head_sampling_rate ?? 1,
      invocation_logs: logs?.invocation_logs ?? true,
      persist: logs?.persist ?? true,
      destinations: logs?.destinations ?? [],
    },
    traces: {
      enabled: traces?.enabled ?? false,
      head_sampling_rate: traces?.head_sampling_rate ?? 1,
      persist: traces?.persist ?? true,
      destinations: traces?.destinations ?? [],
    },
  };
}

/** What names a Worker follows its new name; versions of other Workers keep what they bind. */
function renameWorker({ tables, context }: ControlPlane, worker: WorkerRow, name: string): void {
  if (!WORKER_NAME.test(name)) throw invalidWorkerName(name);
  if (tables.workers.find((other) => other.name === name)) throw workerNameTaken(name);
  for (const route of tables.routes.filter(({ script }) => script === worker.name)) {
    tables.routes.put(route.id, { ...route, script: name });
  }
  for (const domain of tables.domains.filter(({ service }) => service === worker.name)) {
    tables.domains.put(domain.id, { ...domain, service: name });
  }
  const { queueConsumers } = storageResources(context.store);
  for (const consumer of queueConsumers.list()) {
    if (consumer.type !== "worker" || consumer.script_name !== worker.name) continue;
    queueConsumers.put(consumer.consumer_id, { ...consumer, script_name: name });
  }
}
