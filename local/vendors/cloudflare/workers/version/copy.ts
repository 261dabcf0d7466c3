import type { WireBinding } from "../../../../edge/contract.ts";
import type { Actor } from "../../actor.ts";
import type { ControlPlane } from "../../control-plane.ts";
import { timestamp } from "../../control-plane.ts";
import type { VersionRow } from "../../tables.ts";
import { annotationsOf, checkVariables } from "./limits.ts";
import type { PreparedVersion } from "./model.ts";

/**
 * A new version that differs from an existing one in its bindings only: a changed secret. Its code
 * has been checked before.
 * @throws ApiError 10054 or 10055.
 */
export function copyVersion(
  plane: ControlPlane,
  { workerId: _worker, number: _number, ...source }: VersionRow,
  bindings: WireBinding[],
  actor: Actor,
  annotations: Record<string, string | null | undefined> = {},
  triggeredBy = "secret",
): PreparedVersion {
  checkVariables(bindings);
  return {
    ...source,
    id: plane.context.ids.uuid(),
    createdOn: timestamp(plane),
    source: actor.source,
    authorEmail: actor.email,
    annotations: annotationsOf(annotations, triggeredBy),
    bindings,
    listsBindings: true,
    migrationTag: null,
  };
}
