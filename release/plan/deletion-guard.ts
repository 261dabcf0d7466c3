import type { Plan, PlannedChange } from "./planned-change.ts";
import { isDestructive, riskOf } from "./risk.ts";

/** How much of a stack an update may delete or replace before somebody has to type its name, 0–1. */
const largestShare = 0.1;

/**
 * Why a plan needs the stack's typed name; empty where it does not. A release replaces versions and
 * deployments only, so a plan that takes away data or a good part of the stack is rarely meant.
 */
export function deletionConcerns({ changes, unchanged }: Plan): readonly string[] {
  const ending = changes.filter(isDestructive);
  const losing = ending.filter((change) => riskOf(change) === "data-loss");
  // What is only created was no part of the stack before.
  const existing = unchanged + changes.filter(({ operation }) => operation !== "create").length;
  const concerns = losing.map(({ operation, name, type }) => {
    return `It ${operation}s ${name} (${typeName(type)}), and the data in it with it.`;
  });
  if (ending.length > existing * largestShare) {
    const share = `${ending.length} of ${existing} resources`;
    concerns.push(`It deletes or replaces ${share}, more than ${largestShare * 100} %.`);
  }
  return concerns;
}

/** `cloudflare:index/worker:Worker` → `Worker`. */
export function typeName(type: PlannedChange["type"]): string {
  return type.split(":").at(-1) ?? type;
}
