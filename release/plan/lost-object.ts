import type { EngineStep } from "./planned-change.ts";

/** What is not there any more after an update. */
export interface LostObject {
  /** The logical name. */
  readonly name: string;
  /** How the vendor's API may call it: its id, and the names that it has. */
  readonly vendorNames: readonly string[];
}

const naming = ["name", "queueName", "indexName"];

/** Undefined where the vendor keeps what the stack lets go of, or never had it. */
export function lostObject(name: string, { old }: EngineStep): LostObject | undefined {
  if (old?.retainOnDelete) return undefined;
  const names = [old?.id, ...naming.map((each) => old?.outputs?.[each])];
  const vendorNames = names.filter((each) => typeof each === "string");
  return vendorNames.length > 0 ? { name, vendorNames } : undefined;
}
