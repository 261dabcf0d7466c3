import { type PlainObject, type PropertyObject, revealObject } from "./grpc/property-value.ts";
import { isIgnored } from "./ignore-changes.ts";
import type { Files, ResourceDefinition } from "./resource.ts";
import { type Change, changesOf, type Dialect } from "./schema/changes.ts";
import { planObject } from "./schema/plan.ts";

export interface Difference {
  changes: Change[];
  /** Top-level properties whose change needs a new resource. */
  replaces: string[];
}

/**
 * What the inputs aim at.
 * @param prior the state now; absent for a new resource.
 */
export function planFor<Client>(
  definition: ResourceDefinition<Client>,
  inputs: PropertyObject,
  prior: PlainObject | undefined,
  files: Files,
): PlainObject {
  const planned = planObject(definition.properties, revealObject(inputs), prior);
  return definition.refine?.(planned, files) ?? planned;
}

/** What an update of this state to that plan would change. Uses no network. */
export function differenceOf<Client>(
  definition: ResourceDefinition<Client>,
  state: PlainObject,
  planned: PlainObject,
  { dialect, ignored = [] }: { dialect: Dialect; ignored?: readonly string[] },
): Difference {
  const changes = changesOf(definition.properties, state, planned, dialect).filter(
    ({ path }) => !isIgnored(path, ignored),
  );
  if (changes.length === 0) return { changes, replaces: [] };
  const replaced = changes.filter((change) => change.replaces).map(({ path }) => topLevel(path));
  const implied = definition.alsoReplaces?.(changes, state, planned) ?? [];
  return { changes, replaces: [...new Set([...replaced, ...implied])] };
}

/** `bindings[2].text` → `bindings` */
export function topLevel(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
