import { createHash } from "node:crypto";
import type { z } from "zod";
import { ApiError } from "../../envelope.ts";
import type { DurableObjectRow, ExportRow, WorkerRow } from "../../tables.ts";
import { applyStep, isApplied, type MigrationStep } from "./migration-steps.ts";
import type { migrationsSchema } from "./upload.ts";

/** The Durable Object lifecycle changes that a version declares, in either of the two ways. */
export interface Lifecycle {
  migrations: z.infer<typeof migrationsSchema> | null;
  exports: Record<string, ExportRow> | null;
}

/** What deploying a version would do to the Worker's Durable Object classes. */
export interface PendingMigration {
  durableObjects: readonly DurableObjectRow[];
  /** Null where the version's migrations have no tag. */
  tag: string | null;
}

/** The Worker as it is before a migration. */
export type Implementer = Pick<
  WorkerRow,
  "id" | "durableObjects" | "migrationTag" | "migratedAtNumber"
>;

/**
 * Migrations are applied when a version is deployed and only once: a program declares them in every
 * later version too.
 * @returns undefined when there is nothing (left) to apply.
 * @throws ApiError 10079 for another tag than the Worker has, 10074 for a step that does not fit.
 */
export function pendingMigration(
  worker: Implementer,
  { migrations, exports }: Lifecycle,
): PendingMigration | undefined {
  const tag = exports ? null : (migrations?.new_tag ?? null);
  if (tag !== null && tag === worker.migrationTag) return undefined;
  const steps = exports
    ? [stepTowards(worker, exports)]
    : (migrations?.steps ?? (migrations ? [migrations] : []));
  if (tag === null && steps.every((step) => isApplied(worker.durableObjects, step))) {
    return undefined;
  }
  if (!exports) checkTag(worker, migrations?.old_tag, tag);
  const durableObjects = steps.reduce<readonly DurableObjectRow[]>(
    (classes, step) => applyStep(classes, step, (name) => namespaceId(worker, name)),
    worker.durableObjects,
  );
  return { durableObjects, tag };
}

/** The classes that a version of the Worker finds: its own migration applied if it is not yet. */
export function classesWith(
  worker: Implementer,
  lifecycle: Lifecycle,
): readonly DurableObjectRow[] {
  try {
    return pendingMigration(worker, lifecycle)?.durableObjects ?? worker.durableObjects;
  } catch (error) {
    if (error instanceof ApiError) return worker.durableObjects;
    throw error;
  }
}

function checkTag(worker: Implementer, oldTag: string | undefined, newTag: string | null): void {
  const isTagged = oldTag !== undefined || newTag !== null;
  if (!isTagged || (oldTag ?? null) === worker.migrationTag) return;
  throw new ApiError(
    412,
    10079,
    `Migration tag precondition failed; current tag is ${worker.migrationTag ?? "unset"}`,
  );
}

/** Declarative exports as one step: each class's wanted state against what there is. */
function stepTowards(worker: Implementer, exports: Record<string, ExportRow>): MigrationStep {
  const has = (name: string) => worker.durableObjects.some(({ className }) => className === name);
  const inState = (wanted: string) =>
    Object.entries(exports).filter(
      ([, { type, state = "created" }]) => type === "durable-object" && state === wanted,
    );
  const renamed = inState("renamed")
    .filter(([from]) => has(from))
    .map(([from, { renamed_to: to }]) => ({ from, to: String(to) }));
  const isRenamedTo = (name: string) => renamed.some(({ to }) => to === name);
  return {
    renamed_classes: renamed,
    deleted_classes: inState("deleted")
      .map(([name]) => name)
      .filter(has),
    new_sqlite_classes: inState("created")
      .map(([name]) => name)
      .filter((name) => !has(name) && !isRenamedTo(name)),
  };
}

/**
 * The same for a version's answer before its deployment and after; another one once the class has
 * been deleted and made again.
 */
function namespaceId({ id, migrationTag, migratedAtNumber }: Implementer, name: string): string {
  return createHash("sha256")
    .update(JSON.stringify([id, migrationTag, migratedAtNumber, name]))
    .digest("hex")
    .slice(0, 32);
}

/** @throws ApiError 10064 or 10070 for a class that has objects, or is to have, and no code. */
export function checkExportedClasses(
  before: readonly DurableObjectRow[],
  after: readonly DurableObjectRow[],
  exported: readonly string[],
): void {
  for (const { className, namespaceId: namespace } of after) {
    if (exported.includes(className)) continue;
    throw before.some((each) => each.namespaceId === namespace)
      ? new ApiError(
          400,
          10064,
          `New version of script does not export class '${className}' which is depended on by existing Durable Objects. Did you forget to include it? If you renamed it, try a rename-class migration. If you want to delete all the Durable Objects implemented by the class, you can use a delete-class migration`,
        )
      : new ApiError(
          400,
          10070,
          `Cannot apply new-class migration to class '${className}' that is not exported by script.`,
        );
  }
}
