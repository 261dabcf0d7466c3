import type { Actor } from "../../actor.ts";
import { type ControlPlane, timestamp } from "../../control-plane.ts";
import type { VersionRow, WorkerRow } from "../../tables.ts";
import { checkTargets } from "./binding-targets.ts";
import { resolveBindings } from "./bindings.ts";
import { evaluate } from "./evaluate.ts";
import { annotationsOf, checkCompatibilityDate, checkVariables } from "./limits.ts";
import type { PreparedVersion } from "./model.ts";

/** What a copy may have otherwise than its source. */
export type VersionChanges = Partial<
  Pick<VersionRow, "bindings" | "compatibilityDate" | "compatibilityFlags" | "limits" | "placement">
>;

export interface CopyContext {
  actor: Actor;
  annotations?: Record<string, string | null | undefined> | null | undefined;
  /** `workers/triggered_by`. */
  triggeredBy: string;
}

/**
 * A new version with the code of an existing one: a changed secret, changed settings.
 * @throws ApiError as for an upload.
 */
export async function prepareCopy(
  plane: ControlPlane,
  worker: WorkerRow,
  { workerId: _worker, number: _number, ...source }: VersionRow,
  changes: VersionChanges,
  { actor, annotations, triggeredBy }: CopyContext,
): Promise<PreparedVersion> {
  const rules = { isStrict: true, allowsVersionId: false };
  const uploaded = { bindings: changes.bindings ?? source.bindings };
  const bindings = resolveBindings(plane, worker, uploaded, rules);
  const copy: PreparedVersion = {
    ...source,
    ...changes,
    id: plane.context.ids.uuid(),
    createdOn: timestamp(plane),
    source: actor.source,
    authorEmail: actor.email,
    annotations: annotationsOf(annotations, triggeredBy),
    bindings,
    listsBindings: true,
    migrationTag: null,
  };
  checkVariables(bindings);
  checkCompatibilityDate(copy.compatibilityDate, timestamp(plane).slice(0, 10));
  checkTargets(plane, bindings, { script: worker.name, classes: worker.durableObjects });
  await evaluate(plane, worker.name, copy);
  return copy;
}
