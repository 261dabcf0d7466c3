import type { UpdateProgress } from "../engine.ts";
import type { Plan } from "../plan/planned-change.ts";

/** What an operation has done, where people are to see it: the parts of a replacement are not. */
const deeds: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  import: "imported",
};

/**
 * An update as lines for people: what was changed, and what the program says meanwhile, such as how
 * a rollout goes on. Errors are left to the end of the update, which has them all.
 */
export function updateProgress(report: (line: string) => void): UpdateProgress {
  return {
    onResource(operation, urn, isFailed) {
      const deed = deeds[operation];
      if (isFailed) report(`✗ ${operation} ${resourceName(urn)}`);
      else if (deed !== undefined && !isComponent(urn)) report(`${deed} ${resourceName(urn)}`);
    },
    onMessage(severity, text) {
      if (severity === "info") report(text);
      if (severity === "warning") report(`Warning: ${text}`);
    },
  };
}

/** A plan as lines for people: `replace Worker cv-worker`. */
export function describePlan({ changes }: Plan): string[] {
  return changes.map(({ operation, urn }) => `${operation} ${resourceName(urn)}`);
}

/** Whether it only groups others, at no vendor. */
function isComponent(urn: string): boolean {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return type.startsWith("slipway:") || type.startsWith("pulumi:pulumi:");
}

/** `urn:pulumi:staging::slipway::a$b:c/d:E::name` → `E name`. */
export function resourceName(urn: string): string {
  const [type = "", name = ""] = urn.split("::").slice(2);
  return `${type.split(":").at(-1)} ${name}`;
}

/** `2 created, 1 updated, 41 unchanged`, without what is only read. */
export function describeChanges(changes: Readonly<Record<string, number>>): string {
  const counts = Object.entries(changes).filter(
    ([operation, count]) => count > 0 && operation !== "read",
  );
  if (counts.length === 0) return "nothing to do";
  const words = counts.map(([operation, count]) => {
    if (operation === "same") return `${count} unchanged`;
    return `${count} ${deeds[operation] ?? operation}`;
  });
  return words.join(", ");
}
