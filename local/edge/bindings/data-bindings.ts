import type { WireBinding } from "../contract.ts";

/** Fields of each type's wire binding that may name its resource, the first that is there counts. */
const RESOURCE_FIELDS: Record<string, readonly string[]> = {
  kv_namespace: ["namespace_id"],
  d1: ["database_id", "id"],
  r2_bucket: ["bucket_name"],
  queue: ["queue_name"],
  vectorize: ["index_name"],
  ai: [],
};

/** Whether the data plane stands behind the binding. */
export function isDataBinding({ type }: WireBinding): boolean {
  return Object.hasOwn(RESOURCE_FIELDS, type);
}

/** The id or name of the resource that a binding is of; empty for a type that names none. */
export function resourceOf(binding: WireBinding): string {
  const field = RESOURCE_FIELDS[binding.type]?.find((name) => typeof binding[name] === "string");
  return field === undefined ? "" : String(binding[field]);
}
