import type { z } from "zod";
import { ApiError } from "../../envelope.ts";
import type { DurableObjectRow } from "../../tables.ts";
import type { migrationStepSchema } from "./upload.ts";

export type MigrationStep = z.infer<typeof migrationStepSchema>;
type Classes = readonly DurableObjectRow[];

/** Whether the classes are already as the step would leave them. */
export function isApplied(classes: Classes, step: MigrationStep): boolean {
  const has = (name: string) => find(classes, name) !== undefined;
  return (
    [...(step.new_classes ?? []), ...(step.new_sqlite_classes ?? [])].every(has) &&
    !(step.deleted_classes ?? []).some(has) &&
    !(step.renamed_classes ?? []).some(({ from }) => has(from))
  );
}

/**
 * The classes after a step: deletions first, then renames, then new ones.
 * @throws ApiError 10074 for a class that is not there, or is there already.
 * @see https://developers.cloudflare.com/durable-objects/reference/durable-objects-migrations/
 */
export function applyStep(
  before: Classes,
  step: MigrationStep,
  newNamespaceId: (className: string) => string,
): Classes {
  if (step.transferred_classes?.length) {
    throw new ApiError(501, 501, "The local cloud does not emulate transferred_classes.");
  }
  let classes = before;
  for (const name of step.deleted_classes ?? []) {
    const gone = existing(classes, name, "delete-class");
    classes = classes.filter((each) => each !== gone);
  }
  for (const { from, to } of step.renamed_classes ?? []) {
    const renamed = existing(classes, from, "rename-class");
    classes = classes.map((each) => (each === renamed ? { ...each, className: to } : each));
  }
  const added = [
    ...(step.new_classes ?? []).map((name) => ({ name, storage: "kv" as const })),
    ...(step.new_sqlite_classes ?? []).map((name) => ({ name, storage: "sqlite" as const })),
  ];
  for (const { name, storage } of added) {
    if (find(classes, name)) throw existsAlready(name, storage);
    classes = [...classes, { className: name, storage, namespaceId: newNamespaceId(name) }];
  }
  return classes;
}

function find(classes: Classes, name: string): DurableObjectRow | undefined {
  return classes.find(({ className }) => className === name);
}

function existing(classes: Classes, name: string, kind: string): DurableObjectRow {
  const found = find(classes, name);
  if (found) return found;
  throw new ApiError(
    400,
    10074,
    `Cannot apply ${kind} migration to class '${name}' which was not exported in the previous version of the script`,
  );
}

function existsAlready(name: string, storage: "sqlite" | "kv"): ApiError {
  const kind = storage === "sqlite" ? "new-sqlite-class" : "new-class";
  return new ApiError(
    400,
    10074,
    `Cannot apply ${kind} migration to class '${name}' that is already depended on by existing Durable Objects`,
  );
}
