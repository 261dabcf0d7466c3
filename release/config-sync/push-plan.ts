import type { UpdateOptions } from "../engine.ts";
import { isGated, type Push, type ValueState } from "./value-state.ts";

/** What a push asks of the engine. */
export interface PushPlan {
  /** Those that it brings in step. */
  readonly values: readonly ValueState[];
  /** In their order; each is limited to resources that carry such values. */
  readonly updates: readonly UpdateOptions[];
  /** Whether it changes what a Worker's users get. */
  readonly touchesWorkers: boolean;
}

/** What would bring every value in step that the engine can. */
export function planPush(all: readonly ValueState[]): PushPlan {
  const values = all.filter(({ push }) => push !== undefined && push.kind !== "left");
  const pushes = values.flatMap(({ push }) => push ?? []);
  const refreshed = urnsOf(pushes, (push) => push.kind === "update" && push.needsRefresh);
  const replaced = urnsOf(pushes, (push) => push.kind === "replace");
  const targets = urnsOf(pushes, () => true).filter(
    (urn) => !refreshed.includes(urn) && !replaced.includes(urn),
  );
  return {
    values,
    // In an update of its own: a refresh knows no resource that is still to be made.
    updates: [
      { targets: refreshed, refresh: true },
      { targets, replacements: replaced },
    ].filter((options) => options.targets.length + (options.replacements?.length ?? 0) > 0),
    touchesWorkers: pushes.some(isGated),
  };
}

function urnsOf(pushes: readonly Push[], isWanted: (push: Push) => boolean): string[] {
  const urns = pushes.flatMap((push) => (push.kind !== "left" && isWanted(push) ? push.urns : []));
  return [...new Set(urns)];
}
