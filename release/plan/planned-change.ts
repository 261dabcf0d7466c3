import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { valueAt } from "./property-path.ts";

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

/** Reads a plan from the events of a preview: one change per resource, in the engine's order. */
export function planOf(events: readonly EngineEvent[]): Plan {
  const changes = new Map<string, PlannedChange>();
  let unchanged = 0;
  for (const { resourcePreEvent } of events) {
    const metadata = resourcePreEvent?.metadata;
    if (metadata === undefined || !isAtVendor(metadata)) continue;
    const operation = operations[metadata.op];
    if (metadata.op === "same") unchanged += 1;
    if (operation === undefined) continue;
    const known = changes.get(metadata.urn);
    const change = changeOf(metadata, operation);
    // A replacement is told in several steps, and not all of them have its fields.
    changes.set(metadata.urn, known && known.fields.length > 0 ? known : change);
  }
  return { changes: [...changes.values()], unchanged };
}

/** Components and providers are the program's own: nothing of them exists anywhere else. */
function isAtVendor({ type, old, new: planned }: StepEventMetadata): boolean {
  return (planned ?? old)?.custom === true && !type.startsWith("pulumi:");
}

function changeOf(
  metadata: StepEventMetadata,
  operation: PlannedChange["operation"],
): PlannedChange {
  const { urn, type } = metadata;
  const hasBoth = operation === "update" || operation === "replace";
  const fields = hasBoth ? changedFields(metadata) : [];
  return { urn, type, name: urn.split("::").at(-1) ?? urn, operation, fields };
}

function changedFields({
  detailedDiff,
  diffs,
  keys,
  ...states
}: StepEventMetadata): ChangedField[] {
  const detailed = Object.entries(detailedDiff ?? {});
  const paths: [string, boolean][] =
    detailed.length > 0
      ? detailed.map(([path, { diffKind }]) => [path, diffKind.endsWith("-replace")])
      : (diffs ?? []).map((path) => [path, keys?.includes(path) ?? false]);
  return paths.map(([path, isReplacing]) => ({
    path,
    old: valueAt(states.old?.inputs, path) ?? valueAt(states.old?.outputs, path),
    new: valueAt(states.new?.inputs, path),
    isReplacing,
  }));
}
