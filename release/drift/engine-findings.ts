import { valueAt } from "../plan/property-path.ts";
import { shown } from "../plan/shown-value.ts";
import { remedyOfBlindField } from "./blind-fields.ts";
import type { FieldChange, Finding } from "./finding.ts";
import { remedyOfMissing } from "./missing-objects.ts";
import { isNoise } from "./noise.ts";
import { differingPaths } from "./property-difference.ts";
import { kindOf, type RefreshedResource } from "./refreshed-resource.ts";
import type { Remedy } from "./remedy.ts";

/** What a refresh says of each object of a stack that is not as its state has it. */
export function engineFindings(
  stack: string,
  resources: readonly RefreshedResource[],
): readonly Finding[] {
  return resources.flatMap((resource) => findingOf(stack, resource) ?? []);
}

function findingOf(stack: string, resource: RefreshedResource): Finding | undefined {
  const { name: object, urn } = resource;
  const finding = { stack, object, kind: kindOf(resource), urn, changes: [] };
  if (resource.outcome === "gone") {
    return { ...finding, verdict: "missing", remedies: [remedyOfMissing(resource)] };
  }
  if (resource.outcome === "unread") {
    const advice = "Run npx slipway drift again.";
    const note = "The vendor gave no answer.";
    return { ...finding, verdict: "cannot-tell", note, remedies: [{ kind: "by-hand", advice }] };
  }
  const changes = changesOf(resource);
  if (changes.length === 0) return undefined;
  const remedy: Remedy =
    resource.repairable.length > 0
      ? { kind: "update", urn, hasDependents: false }
      : remedyOfBlindField(resource, changes);
  return { ...finding, verdict: "changed", changes, remedies: [remedy] };
}

/** Everything the provider reads is compared, not only what it would repair. */
function changesOf(resource: RefreshedResource): FieldChange[] {
  const { outputs, found } = resource;
  const read = differingPaths(outputs, found);
  // Told by the provider alone: it compares with what was declared, which is no output.
  const told = resource.repairable.filter((path) => !read.some((each) => overlaps(path, each)));
  return [...read, ...told]
    .map((path) => ({
      path,
      declared: shown(valueAt(outputs, path) ?? valueAt(resource.inputs, path)),
      found: shown(valueAt(found, path)),
    }))
    .filter((change) => !isNoise(kindOf(resource), change.path, change.found));
}

function overlaps(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
