import type { Finding } from "../drift/finding.ts";
import { kindOf } from "../drift/refreshed-resource.ts";
import type { PlannedChange } from "../plan/planned-change.ts";
import { parsePath, valueAt } from "../plan/property-path.ts";
import { shown } from "../plan/shown-value.ts";
import { type DerivedKind, derivedKinds } from "./derived-kinds.ts";
import {
  blindness,
  type Knowledge,
  knowledgeOf,
  type Properties,
  type ResourceKnowledge,
} from "./knowledge.ts";
import type { Push, ValueState } from "./value-state.ts";

/** The values that a resource's inputs carry; none where it is of no such kind. */
export function resourceValues(knowledge: Knowledge, urn: string): ValueState[] {
  const kind = derivedKinds[kindOf({ type: urn.split("::")[2] ?? "" })];
  if (kind === undefined) return [];
  const known = knowledgeOf(knowledge, urn);
  const inputs = known.declared ?? known.state?.inputs ?? {};
  const blind = known.finding?.verdict === "cannot-tell" ? known.finding.note : undefined;
  const resource = {
    urn,
    kind,
    inputs,
    stack: knowledge.stack,
    blind: blind ?? blindness(knowledge, kind.check),
    ...known,
  };
  return Object.keys(inputs)
    .filter((property) => !kind.address.includes(property) && !property.startsWith("__"))
    .flatMap((property) => valuesOf(resource, property));
}

interface Resource extends ResourceKnowledge {
  readonly urn: string;
  readonly kind: DerivedKind;
  /** The declared ones, or the state's where nothing is declared any more. */
  readonly inputs: Properties;
  readonly stack: string;
  /** Why nothing can be said of what does not seem to differ. */
  readonly blind: string | undefined;
}

/** One for each path at which a property differs; one for the whole of it where it does not. */
function valuesOf(resource: Resource, property: string): ValueState[] {
  const { change, finding } = resource;
  const isMade = change?.operation === "create" || finding?.verdict === "missing";
  if (isMade || change?.operation === "delete") return [onesidedValue(resource, property)];
  const planned = below(property, change?.fields);
  const found = below(property, finding?.changes);
  const paths = [...planned, ...found].map(({ path }) => path);
  const differing = [...new Set(paths)].filter(
    (path) => !paths.some((other) => isBelow(path, other)),
  );
  if (differing.length === 0) return [unchangedValue(resource, property)];
  return differing.map((path) => {
    const drifted = found.find((each) => each.path === path);
    const held = planned.find((each) => each.path === path);
    const value = valueAtPath(resource, path);
    return {
      ...value,
      verdict: "differs",
      declared: held === undefined ? shown(drifted?.declared) : value.declared,
      live: shown(drifted === undefined ? held?.old : drifted.found),
      push: pushOf(resource, property, planned.length > 0),
    };
  });
}

/** It is declared and not there, or there and declared no more. */
function onesidedValue(resource: Resource, property: string): ValueState {
  const value = valueAtPath(resource, property);
  const push = pushOf(resource, property, resource.change !== undefined);
  if (resource.declared !== undefined) {
    return { ...value, verdict: "differs", live: undefined, push };
  }
  return { ...value, verdict: "differs", declared: undefined, live: value.declared, push };
}

function unchangedValue(resource: Resource, property: string): ValueState {
  const { kind, urn, finding, blind } = resource;
  const value = valueAtPath(resource, property);
  const isOverwritten = finding?.changes.some(({ path }) => path === kind.writtenAt) ?? false;
  if (isOverwritten) {
    const note = "Somebody else has written it since, and nobody can read it.";
    return { ...value, verdict: "cannot-tell", note, push: { kind: "replace", urns: [urn] } };
  }
  if (blind !== undefined) return { ...value, verdict: "cannot-tell", note: blind };
  return { ...value, verdict: "same" };
}

function valueAtPath({ kind, inputs }: Resource, path: string) {
  const declared = shown(valueAt(inputs, path));
  const name = kind.name === undefined ? path : String(inputs[kind.name]);
  const holder = String(inputs[kind.holder]);
  return { platform: kind.platform, holder, name, declared, live: declared };
}

/** @param isPlanned whether the program itself wants another value than the last update left. */
function pushOf(resource: Resource, property: string, isPlanned: boolean): Push {
  const { urn, kind, stack, finding } = resource;
  const urns = [urn];
  if (finding === undefined) return { kind: "update", urns, needsRefresh: false };
  const isUnrepaired = kind.unrepaired?.includes(property) ?? false;
  if (isRepaired(finding) && (isPlanned || !isUnrepaired)) {
    return { kind: "update", urns, needsRefresh: true };
  }
  const isReplaced = finding.remedies.every((remedy) => remedy.kind === "replace");
  if (isReplaced) {
    return isPlanned ? { kind: "update", urns, needsRefresh: false } : { kind: "replace", urns };
  }
  return { kind: "left", advice: `npx slipway drift ${stack} --fix` };
}

/** Whether the engine repairs the object, and nothing has to follow it. */
function isRepaired({ remedies }: Finding): boolean {
  return remedies.some((remedy) => remedy.kind === "update" && !remedy.hasDependents);
}

type Located = PlannedChange["fields"][number] | Finding["changes"][number];

function below<Each extends Located>(property: string, all: readonly Each[] = []): readonly Each[] {
  return all.filter(({ path }) => parsePath(path)[0] === property);
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(`${root}.`) || path.startsWith(`${root}[`);
}
