import { fileURLToPath } from "node:url";
import type { WireBinding } from "../contract.ts";
import type { GatewayAddress } from "./gateway.ts";

/** Field of each type's wire binding that names its resource. */
const RESOURCE_FIELDS: Record<string, readonly string[]> = {
  kv_namespace: ["namespace_id"],
  d1: ["database_id", "id"],
  r2_bucket: ["bucket_name"],
  queue: ["queue_name"],
  vectorize: ["index_name"],
  ai: [],
};

/** What the plugin needs to know of one binding. */
export interface DataBindingOptions extends GatewayAddress {
  type: string;
  resource: string;
  /** Seconds, of a queue producer. */
  deliveryDelay?: number;
}

/** An entry of `worker.config.env` of Miniflare 5. */
export interface DataBinding {
  type: "unsafe:slipway-data";
  dev: { plugin: { package: string; name: "slipway-data" }; options: DataBindingOptions };
}

const PLUGIN = fileURLToPath(new URL("./plugin.ts", import.meta.url));

/** Whether `dataBindings` takes the binding. */
export function isDataBinding({ type }: WireBinding): boolean {
  return Object.hasOwn(RESOURCE_FIELDS, type);
}

/**
 * The bindings of data services as Miniflare's `worker.config.env` takes them, by name; bindings of
 * other types are left out.
 */
export function dataBindings(
  bindings: readonly WireBinding[],
  address: GatewayAddress,
): Record<string, DataBinding> {
  return Object.fromEntries(
    bindings.filter(isDataBinding).map((binding) => [binding.name, dataBinding(binding, address)]),
  );
}

function dataBinding(binding: WireBinding, address: GatewayAddress): DataBinding {
  const options: DataBindingOptions = {
    ...address,
    type: binding.type,
    resource: resourceOf(binding),
  };
  if (typeof binding.delivery_delay === "number") options.deliveryDelay = binding.delivery_delay;
  return {
    type: "unsafe:slipway-data",
    dev: { plugin: { package: PLUGIN, name: "slipway-data" }, options },
  };
}

/** The id or name of the resource that a binding is of; empty for a type that names none. */
export function resourceOf(binding: WireBinding): string {
  const field = RESOURCE_FIELDS[binding.type]?.find((name) => typeof binding[name] === "string");
  return field === undefined ? "" : String(binding[field]);
}
