import type { z } from "zod";
import { ApiError } from "../../envelope.ts";
import type { DurableObjectRow, ExportRow, WorkerRow } from "../../tables.ts";
import type { migrationsSchema } from "./upload.ts";

type Migrations = z.infer<typeof migrationsSchema>;
type Step = NonNullable<Migrations["steps"]>[number];

/** The Durable Object lifecycle changes that a version declares, in either of the two ways. */
export interface Lifecycle {
  migrations: Migrations | null;
  exports: Record<string, ExportRow> | null;
}

/** What deploying a version would do to the Worker's Durable Object classes. */
export interface PendingMigration {
  durableObjects: DurableObjectRow[];
  /** Null where the version's migrations have no tag. */
  tag: string | null;
}

type Implementer = Pick<WorkerRow, "durableObjects" | "migrationTag">;

/**
 * Migrations are applied when a version is deployed and only once: a program declares them in every
 * later version too.
 * @returns undefined when there is nothing (left) to apply.
 * @throws ApiError 10079 for another tag than the Worker has, 10074 for a step that does not fit.
 */
export function pendingMigration(
  worker: Implementer,
  { migrations, exports }: Lifecycle,
  newNamespaceId: () => string,
): PendingMigration | undefined {
  if (exports) return declared(worker, exports, newNamespaceId);
  if (!migrations) return undefined;
  const { new_tag: tag = null, old_tag: oldTag } = migrations;
  if (tag !== null && tag === worker.migrationTag) return undefined;
  const steps = migrations.steps ?? [migrations];
  if (tag === null && steps.every((step) => isApplied(worker.durableObjects, step))) {
    return undefined;
  }
  if ((oldTag ?? null) !== worker.migrationTag && (oldTag !== undefined || tag !== null)) {
    throw new ApiError(
      412,
      10079,
      `Migration tag precondition failed; current tag is ${worker.migrationTag ?? "unset"}`,
    );
  }
  const durableObjects = steps.reduce(
    (classes, step) => applied(classes, step, newNamespaceId),
    worker.durableObjects,
  );
  return { durableObjects, tag };
}

/** Declarative exports: each class's wanted state against what there is. */
function declared(
  worker: Implementer,
  exports: Record<string, ExportRow>,
  newNamespaceId: () => string,
): PendingMigration | undefined {
  const entries = Object.entries(exports).filter(([, { type }]) => type === "durable-object");
  const has = (name: string) => worker.durableObjects.some(({ className }) => className === name);
  const step: Step = {
    new_sqlite_classes: entries
      .filter(([name, { state = "created" }]) => state === "created" && !has(name))
      .map(([name]) => name),
    deleted_classes: entries
      .filter(([name, { state }]) => state === "deleted" && has(name))
      .map(([name]) => name),
    renamed_classes: entries
      .filter(([name, { state }]) => state === "renamed" && has(name))
      .map(([from, { renamed_to: to }]) => ({ from, to: String(to) })),
  };
  const renamedTo = new Set(step.renamed_classes?.map(({ to }) => to));
  step.new_sqlite_classes = step.new_sqlite_classes?.filter((name) => !renamedTo.has(name)) ?? [];
  if (Object.values(step).every((list) => (list as unknown[]).length === 0)) return undefined;
  return { durableObjects: applied(worker.durableObjects, step, newNamespaceId), tag: null };
}

function isApplied(classes: readonly DurableObjectRow[], step: Step): boolean {
  const has = (name: string) => classes.some(({ className }) => className === name);
  return (
    [...(step.new_classes ?? []), ...(step.new_sqlite_classes ?? [])].every(has) &&
    !(step.deleted_classes ?? []).some(has) &&
    !(step.renamed_classes ?? []).some(({ from }) => has(from))
  );
}

function applied(
  before: readonly DurableObjectRow[],
  step: Step,
  newNamespaceId: () => string,
): DurableObjectRow[] {
  if (step.transferred_classes?.length) {
    throw new ApiError(501, 501, "The local cloud does not emulate transferred_classes.");
  }
  let classes = [...before];
  const find = (kind: string, name: string) => {
    const found = classes.find(({ className }) => className === name);
    if (found) return found;
    throw new ApiError(
      400,
      10074,
      `Cannot apply ${kind} migration to class '${name}' which was not exported in the previous version of the script`,
    );
  };
  for (const name of step.deleted_classes ?? []) {
    const gone = find("delete-class", name);
    classes = classes.filter((each) => each !== gone);
  }
  for (const { from, to } of step.renamed_classes ?? []) {
    const renamed = find("rename-class", from);
    classes = classes.map((each) => (each === renamed ? { ...each, className: to } : each));
  }
  const create = (storage: "sqlite" | "kv", kind: string) => (className: string) => {
    if (classes.some((each) => each.className === className)) {
      throw new ApiError(
        400,
        10074,
        `Cannot apply ${kind} migration to class '${className}' that is already depended on by existing Durable Objects`,
      );
    }
    classes.push({ className, storage, namespaceId: newNamespaceId() });
  };
  step.new_classes?.forEach(create("kv", "new-class"));
  step.new_sqlite_classes?.forEach(create("sqlite", "new-sqlite-class"));
  return classes;
}

/** @throws ApiError 10064 or 10070 for a class that has objects, or is to have, and no code. */
export function checkExportedClasses(
  before: readonly DurableObjectRow[],
  after: readonly DurableObjectRow[],
  exported: readonly string[],
): void {
  for (const { className, namespaceId } of after) {
    if (exported.includes(className)) continue;
    throw before.some((each) => each.namespaceId === namespaceId)
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
