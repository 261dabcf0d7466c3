import type { OwnNames } from "./ownership.ts";
import { kindOf, type RefreshedResource } from "./refreshed-resource.ts";

export interface DeclaredOptions {
  readonly stack: string;
  readonly resources: readonly RefreshedResource[];
  /** What other stacks of the project declare: it is nobody's to report here. */
  readonly elsewhere?: readonly RefreshedResource[];
  readonly names: OwnNames;
}

/** A stack's state as the checks of one vendor look things up in it. */
export class Declared {
  readonly stack: string;
  readonly #resources: readonly RefreshedResource[];
  readonly #everywhere: readonly RefreshedResource[];
  readonly #names: OwnNames;

  constructor({ stack, resources, elsewhere = [], names }: DeclaredOptions) {
    this.stack = stack;
    this.#resources = resources;
    this.#everywhere = [...resources, ...elsewhere];
    this.#names = names;
  }

  /** Whether something of that name claims to be the stack's. */
  claims(name: string): boolean {
    return this.#names.isNameIn(this.stack, name);
  }

  /** The same by a title, as PagerDuty and Slack show it. */
  claimsTitle(title: string): boolean {
    return this.#names.isTitleIn(this.stack, title);
  }

  /** @param kind the last part of the type: `Worker`. */
  ofKind(kind: string): RefreshedResource[] {
    return this.#resources.filter((resource) => kindOf(resource) === kind);
  }

  /** The values of an input or output, or `id`, of the stack's resources of some kind. */
  valuesOf(kind: string, property: string): ReadonlySet<unknown> {
    return valuesIn(this.#resources, kind, property);
  }

  /** The same over all stacks: what any of them has declared. */
  knownValuesOf(kind: string, property: string): ReadonlySet<unknown> {
    return valuesIn(this.#everywhere, kind, property);
  }
}

function valuesIn(
  resources: readonly RefreshedResource[],
  kind: string,
  property: string,
): ReadonlySet<unknown> {
  const ofKind = resources.filter((resource) => kindOf(resource) === kind);
  return new Set(
    ofKind.map((resource) => (property === "id" ? resource.id : propertyOf(resource, property))),
  );
}

/** An input, or the output of that name where it is not declared but known. */
function propertyOf({ inputs, outputs }: RefreshedResource, property: string): unknown {
  return inputs[property] ?? outputs[property];
}
