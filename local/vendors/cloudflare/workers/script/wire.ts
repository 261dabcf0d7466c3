import type {
  ScriptListResponse,
  ScriptSetting,
} from "cloudflare/resources/workers/scripts/scripts";
import type { ControlPlane } from "../../control-plane.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { bindingsToWire } from "../version/binding-wire.ts";
import { etagOf } from "../version/model.ts";

/** A Worker as the script API answers it: the Worker and its newest version in one. */
export function scriptToWire(
  worker: WorkerRow,
  latest: VersionRow | undefined,
): ScriptListResponse & { last_deployed_from: string } {
  return {
    id: worker.name,
    tag: worker.id,
    created_on: worker.createdOn,
    modified_on: worker.updatedOn,
    last_deployed_from: worker.lastDeployedFrom ?? "api",
    ...settingsToWire(worker),
    ...(worker.migrationTag === null ? {} : { migration_tag: worker.migrationTag }),
    ...(latest ? latestToWire(latest) : { has_assets: false, has_modules: false, handlers: [] }),
  };
}

function latestToWire(version: VersionRow): ScriptListResponse {
  return {
    etag: etagOf(version),
    handlers: version.handlers,
    named_handlers: version.namedHandlers.map((name) => ({ name, handlers: ["class"] })),
    has_assets: version.assets !== null,
    has_modules: version.modules.length > 0,
    usage_model: version.usageModel,
    compatibility_date: version.compatibilityDate,
    compatibility_flags: version.compatibilityFlags,
  };
}

/** The settings that are not versioned. */
export function settingsToWire(worker: WorkerRow): Omit<ScriptSetting, "observability"> & {
  observability: WorkerRow["observability"];
} {
  return {
    logpush: worker.logpush,
    observability: worker.observability,
    tags: worker.tags,
    tail_consumers: worker.tailConsumers.map((service) => ({ service })),
  };
}

/** Versioned and other settings together. */
export function allSettingsToWire(
  plane: ControlPlane,
  worker: WorkerRow,
  latest: VersionRow | undefined,
) {
  return {
    ...settingsToWire(worker),
    bindings: latest ? bindingsToWire(plane, worker, latest, { hidesPlainText: false }) : [],
    usage_model: latest?.usageModel ?? "standard",
    ...(latest && {
      annotations: latest.annotations,
      compatibility_date: latest.compatibilityDate,
      compatibility_flags: latest.compatibilityFlags,
      placement: latest.placement ?? {},
      limits: latest.limits ?? {},
      migrations: latest.migrations ?? undefined,
    }),
    ...(worker.migrationTag === null ? {} : { migration_tag: worker.migrationTag }),
  };
}
