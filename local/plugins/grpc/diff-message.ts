import { type Difference, topLevel } from "../difference.ts";
import type { Change } from "../schema/changes.ts";
import { DiffChanges, DiffKind, type diffResponse } from "./provider-protocol.ts";

const kinds = {
  add: [DiffKind.add, DiffKind.addReplace],
  delete: [DiffKind.delete, DiffKind.deleteReplace],
  update: [DiffKind.update, DiffKind.updateReplace],
} as const;

/**
 * A difference as the engine takes it. A property that is replaced without any change of its own
 * is in it too, so that a preview shows why there is a replacement.
 */
export function diffMessage(
  { changes, replaces }: Difference,
  deletesFirst: boolean,
): Parameters<typeof diffResponse.encode>[0] {
  const silent = replaces.filter((name) => !changes.some(({ path }) => topLevel(path) === name));
  return {
    changes: changes.length === 0 ? DiffChanges.none : DiffChanges.some,
    replaces,
    diffs: [...new Set(changes.map(({ path }) => topLevel(path)))],
    deleteBeforeReplace: deletesFirst && replaces.length > 0,
    hasDetailedDiff: true,
    detailedDiff: [
      ...changes.map((change) => ({ path: change.path, diff: { kind: kindOf(change, replaces) } })),
      ...silent.map((path) => ({ path, diff: { kind: DiffKind.updateReplace } })),
    ],
  };
}

function kindOf({ kind, path, replaces: isReplaced }: Change, replaces: readonly string[]): number {
  return kinds[kind][isReplaced || replaces.includes(topLevel(path)) ? 1 : 0];
}
