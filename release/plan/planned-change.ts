import { z } from "zod";
import { type LostObject, lostObject } from "./lost-object.ts";
import { valueAt } from "./property-path.ts";
import { unknownText } from "./shown-value.ts";

const properties = z.record(z.string(), z.unknown()).nullish();
const state = z.object({
  id: z.string().optional(),
  custom: z.boolean().optional(),
  retainOnDelete: z.boolean().optional(),
  inputs: properties,
  outputs: properties,
});

/**
 * What the engine tells of a step before it does it.
 * @see https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/automation/events/
 */
export const stepSchema = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: state.nullish(),
  new: state.nullish(),
  keys: z.array(z.string()).nullish(),
  diffs: z.array(z.string()).nullish(),
  detailedDiff: z.record(z.string(), z.object({ diffKind: z.string() })).nullish(),
});
export type EngineStep = z.infer<typeof stepSchema>;

/** What an update would do to one resource. */
export interface PlannedChange {
  readonly urn: string;
  /** `cloudflare:index/worker:Worker` */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly operation: "create" | "update" | "replace" | "delete" | "import";
  /** Empty for creations and deletions: there is nothing to compare. */
  readonly fields: readonly ChangedField[];
  /** What is gone at the vendor by a deletion or replacement. */
  readonly lost?: LostObject;
}

export interface ChangedField {
  /** A property path: `versions[0].versionId`. */
  readonly path: string;
  /** As the engine shows it; secrets are `[secret]`, what is not known yet is undefined. */
  readonly old: unknown;
  readonly new: unknown;
  /** Whether this difference is why the resource is replaced. */
  readonly isReplacing: boolean;
}

/** A whole preview. */
export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** How many resources stay as they are. */
  readonly unchanged: number;
}

const operations: Readonly<Record<string, PlannedChange["operation"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  discard: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  import: "import",
  "import-replacement": "replace",
};

/** Collects a plan from the steps that the engine tells of: one change per resource, in its order. */
export class PlanReader {
  readonly #changes = new Map<string, PlannedChange>();
  #unchanged = 0;

  read(step: EngineStep): void {
    if (!isAtVendor(step)) return;
    if (step.op === "same") this.#unchanged += 1;
    const operation = operations[step.op];
    if (operation === undefined) return;
    // A replacement is told in several steps, and not all of them have its fields.
    const known = this.#changes.get(step.urn);
    if (known && known.fields.length > 0) return;
    this.#changes.set(step.urn, changeOf(step, operation));
  }

  get plan(): Plan {
    return { changes: [...this.#changes.values()], unchanged: this.#unchanged };
  }
}

/** Components and providers are the program's own: nothing of them exists anywhere else. */
function isAtVendor({ type, old, new: planned }: EngineStep): boolean {
  return (planned ?? old)?.custom === true && !type.startsWith("pulumi:");
}

function changeOf(step: EngineStep, operation: PlannedChange["operation"]): PlannedChange {
  const { urn, type } = step;
  const hasBoth = operation === "update" || operation === "replace";
  const fields = hasBoth ? changedFields(step) : [];
  const name = urn.split("::").at(-1) ?? urn;
  const isEnding = operation === "delete" || operation === "replace";
  const lost = isEnding ? lostObject(name, step) : undefined;
  return { urn, type, name, operation, fields, ...(lost && { lost }) };
}

function changedFields({ detailedDiff, diffs, keys, ...states }: EngineStep): ChangedField[] {
  const detailed = Object.entries(detailedDiff ?? {});
  const paths: [string, boolean][] =
    detailed.length > 0
      ? detailed.map(([path, { diffKind }]) => [path, diffKind.endsWith("-replace")])
      : (diffs ?? []).map((path) => [path, keys?.includes(path) ?? false]);
  return paths.map(([path, isReplacing]) => ({
    path,
    old: valueAt(states.old?.inputs, path) ?? valueAt(states.old?.outputs, path),
    new: known(valueAt(states.new?.inputs, path)),
    isReplacing,
  }));
}

function known(value: unknown): unknown {
  return value === unknownText ? undefined : value;
}
