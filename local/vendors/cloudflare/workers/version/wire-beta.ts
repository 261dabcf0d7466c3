import type { Version } from "cloudflare/resources/workers/beta/workers/versions";
import type { ControlPlane } from "../../control-plane.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { workersDevHost } from "../worker/wire.ts";
import { bindingsToWire } from "./binding-wire.ts";

/**
 * A version as the beta API answers it. `bindings`, `migrations` and `limits` come back as they
 * were sent: a provider that does not find them there makes a new version each time.
 */
export function versionToBetaWire(
  plane: ControlPlane,
  worker: WorkerRow,
  version: VersionRow,
  options: { includesModules?: boolean } = {},
): Version {
  const bindings = bindingsToWire(plane, worker, version, { hidesPlainText: true });
  return {
    id: version.id,
    number: version.number,
    created_on: version.createdOn,
    source: version.source,
    author_email: version.authorEmail,
    ...(version.mainModule === "" ? {} : { main_module: version.mainModule }),
    compatibility_date: version.compatibilityDate,
    compatibility_flags: version.compatibilityFlags,
    annotations: version.annotations,
    usage_model: version.usageModel,
    startup_time_ms: version.startupTimeMs,
    urls: previewUrls(plane, worker, version),
    ...optional({
      bindings: version.listsBindings ? bindings : null,
      assets: version.assets && { config: version.assets.config },
      limits: version.limits,
      placement: version.placement,
      migrations: version.migrations,
      exports: version.exports,
      migration_tag: version.migrationTag,
      cache_options: version.cacheOptions,
      package_dependencies: version.packageDependencies,
      containers: version.containers,
    }),
    ...(options.includesModules ? { modules: modulesToWire(plane, version) } : {}),
  };
}

/** Answers leave out what a version does not have, instead of sending null. */
function optional(fields: Record<string, unknown>): Partial<Version> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function modulesToWire({ context }: ControlPlane, { modules }: VersionRow): Version.Module[] {
  return modules.map(({ name, contentType, blob }) => ({
    name,
    content_type: contentType,
    content_base64: context.blobs.get(blob).toString("base64"),
  }));
}

/** @see https://developers.cloudflare.com/workers/configuration/previews/ */
function previewUrls(
  plane: ControlPlane,
  worker: WorkerRow,
  { id }: Pick<VersionRow, "id">,
): string[] {
  return hasPreview(worker) ? [`https://${id.slice(0, 8)}-${workersDevHost(plane, worker)}`] : [];
}

/** Workers that implement Durable Objects have no preview URLs. */
export function hasPreview({ subdomain, durableObjects }: WorkerRow): boolean {
  return subdomain.previewsEnabled && durableObjects.length === 0;
}
