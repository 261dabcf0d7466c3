import { createHash } from "node:crypto";
import type { Actor } from "../../actor.ts";
import { type ControlPlane, timestamp } from "../../control-plane.ts";
import type { AssetsRow, VersionRow, WorkerRow } from "../../tables.ts";
import { assetsOf } from "../asset/model.ts";
import { versionNotFound } from "../errors.ts";
import { checkTargets } from "./binding-targets.ts";
import { type InheritRules, resolveBindings } from "./bindings.ts";
import { evaluate } from "./evaluate.ts";
import { annotationsOf, checkUpload, checkVariables } from "./limits.ts";
import { checkExportedClasses, type Implementer, pendingMigration } from "./migrations.ts";
import type { VersionUpload } from "./upload.ts";

/** Used for versions that name none. @see https://developers.cloudflare.com/workers/configuration/compatibility-dates/ */
const FIRST_COMPATIBILITY_DATE = "2021-11-02";

export interface VersionContext {
  /** Undefined for the first upload of a Worker that does not exist yet. */
  worker: WorkerRow | undefined;
  script: string;
  actor: Actor;
  /** `workers/triggered_by`: `upload`, `secret`, `create_version_api` … */
  triggeredBy: string;
  inherit: InheritRules;
}

/** A Worker before its first upload. */
const newImplementer: Implementer = {
  id: "",
  durableObjects: [],
  migrationTag: null,
  migratedAtNumber: 0,
};

/** A version that may be stored: everything about it is checked, and it has no number yet. */
export type PreparedVersion = Omit<VersionRow, "workerId" | "number">;

/**
 * Checks an upload the way the API does, cheapest first: limits, bindings, static assets, Durable
 * Object classes, and whether the code starts. Stores nothing but blobs.
 * @throws ApiError with the API's own code for each.
 */
export async function prepareVersion(
  plane: ControlPlane,
  upload: VersionUpload,
  context: VersionContext,
): Promise<PreparedVersion> {
  checkUpload(upload, timestamp(plane).slice(0, 10));
  const bindings = resolveBindings(plane, context.worker, upload, context.inherit);
  checkVariables(bindings);
  const draft = draftVersion(plane, upload, bindings, context);
  const before = context.worker?.durableObjects ?? [];
  const pending = pendingMigration(context.worker ?? newImplementer, draft);
  const classes = pending?.durableObjects ?? before;
  checkTargets(plane, bindings, { script: context.script, classes });
  const exports = await evaluate(plane, context.script, draft);
  checkExportedClasses(before, classes, Object.keys(exports.named));
  return {
    ...draft,
    handlers: [...exports.handlers],
    namedHandlers: Object.keys(exports.named),
    startupTimeMs: Math.max(1, Math.round(exports.startupTimeMs)),
  };
}

/** Gives a prepared version its number; part of the caller's transaction. */
export function commitVersion(
  { tables }: ControlPlane,
  worker: WorkerRow,
  prepared: PreparedVersion,
): { worker: WorkerRow; version: VersionRow } {
  const number = worker.lastVersionNumber + 1;
  const version = { ...prepared, workerId: worker.id, number };
  tables.versions.put(version.id, version);
  return {
    version,
    worker: tables.workers.put(worker.id, {
      ...worker,
      lastVersionNumber: number,
      latestVersionId: version.id,
    }),
  };
}

/** @param id a version's id, or `latest`. @throws ApiError 100146. */
export function findVersion({ tables }: ControlPlane, worker: WorkerRow, id: string): VersionRow {
  const versionId = id === "latest" ? worker.latestVersionId : id;
  const version = versionId === null ? undefined : tables.versions.get(versionId);
  if (version?.workerId !== worker.id) throw versionNotFound();
  return version;
}

/** Newest first. */
export function versionsOf({ tables }: ControlPlane, worker: WorkerRow): VersionRow[] {
  return tables.versions
    .filter(({ workerId }) => workerId === worker.id)
    .sort((a, b) => b.number - a.number);
}

function draftVersion(
  plane: ControlPlane,
  upload: VersionUpload,
  bindings: VersionRow["bindings"],
  { worker, actor, triggeredBy }: VersionContext,
): PreparedVersion {
  const { blobs, ids } = plane.context;
  return {
    id: ids.uuid(),
    createdOn: timestamp(plane),
    source: actor.source,
    authorEmail: actor.email,
    annotations: annotationsOf(upload.annotations, triggeredBy),
    mainModule: upload.main_module ?? "",
    modules: upload.modules.map(({ name, contentType, bytes }) => ({
      name,
      contentType,
      blob: blobs.put(bytes),
    })),
    bindings,
    listsBindings: upload.bindings !== undefined || bindings.length > 0,
    compatibilityDate: upload.compatibility_date ?? FIRST_COMPATIBILITY_DATE,
    compatibilityFlags: upload.compatibility_flags ?? [],
    usageModel: upload.usage_model ?? "standard",
    limits: (upload.limits as Record<string, number> | null | undefined) ?? null,
    placement: upload.placement ?? null,
    migrations: upload.migrations ?? null,
    exports: (upload.exports as VersionRow["exports"] | undefined) ?? null,
    assets: uploadedAssets(plane, worker, upload),
    cacheOptions: upload.cache_options ?? null,
    packageDependencies: upload.package_dependencies ?? null,
    containers: upload.containers ?? null,
    startupTimeMs: 0,
    handlers: [],
    namedHandlers: [],
    migrationTag: null,
  };
}

function uploadedAssets(
  plane: ControlPlane,
  worker: WorkerRow | undefined,
  { assets, keep_assets }: VersionUpload,
): AssetsRow | null {
  const previous = worker?.latestVersionId
    ? plane.tables.versions.get(worker.latestVersionId)?.assets
    : null;
  if (assets?.jwt !== undefined) return assetsOf(plane, assets.jwt, assets.config ?? {});
  if (keep_assets && previous) return { ...previous, config: assets?.config ?? previous.config };
  return null;
}

/** The hash of a version's code, as the script API's `etag`. */
export function etagOf({ modules }: Pick<VersionRow, "modules">): string {
  const hash = createHash("sha256");
  for (const { name, blob } of modules) hash.update(`${name}:${blob}\n`);
  return hash.digest("hex");
}
