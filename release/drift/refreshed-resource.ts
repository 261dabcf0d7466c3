import { z } from "zod";

type Properties = Readonly<Record<string, unknown>>;

/** An object of a stack's state, and what its vendor says of it. */
export interface RefreshedResource {
  readonly urn: string;
  /** `cloudflare:index/worker:Worker` */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  /** As the last update left them. */
  readonly outputs: Properties;
  /** `unread` where the vendor gave no answer. */
  readonly outcome: "found" | "gone" | "unread";
  /** Its properties now; undefined unless it was found. */
  readonly found: Properties | undefined;
  /** The property paths that the provider itself would repair. */
  readonly repairable: readonly string[];
}

const properties = z.record(z.string(), z.unknown()).nullish();
const stateSchema = z.object({
  type: z.string(),
  id: z.string().nullish(),
  /** An earlier one, made anew since, that is only left to be deleted. */
  delete: z.boolean().nullish(),
  inputs: properties,
  outputs: properties,
});
const metadata = z.object({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: stateSchema.nullish(),
  new: stateSchema.nullish(),
  detailedDiff: z.record(z.string(), z.object({ diffKind: z.string() })).nullish(),
});
const eventSchema = z.object({
  resourcePreEvent: z.object({ metadata }).optional(),
  resOutputsEvent: z.object({ metadata }).optional(),
});

/**
 * Puts together what a preview of a refresh told, one entry per resource: not the
 * engine's own, such as providers. Components have no id.
 * @param events as the engine streams them. @see https://www.pulumi.com/docs/reference/pkg/nodejs/pulumi/pulumi/automation/events/
 */
export function refreshedResources(events: Iterable<unknown>): RefreshedResource[] {
  const resources = new Map<string, RefreshedResource>();
  for (const event of events) {
    const { resourcePreEvent, resOutputsEvent } = eventSchema.safeParse(event).data ?? {};
    const step = resOutputsEvent ?? resourcePreEvent;
    if (step !== undefined && isDeclared(step.metadata)) {
      const outcome = resOutputsEvent === undefined ? "unread" : outcomeOf(step.metadata.op);
      resources.set(step.metadata.urn, resourceOf(step.metadata, outcome));
    }
  }
  return [...resources.values()];
}

function isDeclared({ type, old }: z.infer<typeof metadata>): boolean {
  return old != null && old.delete !== true && !type.startsWith("pulumi:");
}

function outcomeOf(operation: string): RefreshedResource["outcome"] {
  return operation === "delete" ? "gone" : "found";
}

function resourceOf(
  { urn, type, old, new: found, detailedDiff }: z.infer<typeof metadata>,
  outcome: RefreshedResource["outcome"],
): RefreshedResource {
  return {
    urn,
    type,
    name: urn.split("::").at(-1) ?? urn,
    id: old?.id ?? "",
    inputs: old?.inputs ?? {},
    outputs: old?.outputs ?? {},
    outcome,
    found: outcome === "found" ? (found?.outputs ?? old?.outputs ?? {}) : undefined,
    repairable: Object.keys(detailedDiff ?? {}),
  };
}

/** The last part of a type: `Worker`. */
export function kindOf({ type }: Pick<RefreshedResource, "type">): string {
  return type.split(":").at(-1) ?? type;
}
