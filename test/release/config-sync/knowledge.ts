import type { Knowledge } from "../../../release/config-sync/knowledge.ts";
import type { Finding } from "../../../release/drift/finding.ts";
import type { RefreshedResource } from "../../../release/drift/refreshed-resource.ts";
import type { PlannedChange } from "../../../release/plan/planned-change.ts";

/** A secret as the engine's events have it. */
export const secret = { "4dabf18193072939515e22adb298388d": "1b4706", ciphertext: "[secret]" };

/** What is known of a stack whose program declares its state, and whose platforms hold it, by default. */
export function knowledge(
  resources: readonly RefreshedResource[],
  part: Partial<Omit<Knowledge, "plan" | "drift" | "resources">> & {
    changes?: readonly PlannedChange[];
    findings?: readonly Finding[];
  } = {},
): Knowledge {
  const { changes = [], findings = [], ...rest } = part;
  return {
    stack: "staging",
    declared: new Map(resources.map(({ urn, inputs }) => [urn, inputs])),
    plan: { changes, unchanged: resources.length },
    drift: { stack: "staging", isUnreadable: false, inSync: [], findings },
    resources,
    ...rest,
  };
}

/** @param paths at which the program wants something else. */
export function change(
  { urn, type, name }: Pick<RefreshedResource, "urn" | "type" | "name">,
  operation: PlannedChange["operation"],
  ...paths: readonly string[]
): PlannedChange {
  const fields = paths.map((path) => ({ path, old: "old", new: "new", isReplacing: false }));
  return { urn, type, name, operation, fields };
}

export function finding(
  { urn, name }: Pick<RefreshedResource, "urn" | "name">,
  part: Partial<Finding>,
): Finding {
  return {
    stack: "staging",
    verdict: "changed",
    object: name,
    kind: "Thing",
    urn,
    changes: [],
    remedies: [{ kind: "update", urn, hasDependents: false }],
    ...part,
  };
}

/** What nobody could read. @param object as the check calls it. */
export function unread(object: string): Finding {
  return {
    stack: "staging",
    verdict: "cannot-tell",
    object,
    kind: "check",
    changes: [],
    note: "It gave no answer.",
    remedies: [],
  };
}
