import type { RuntimeVersion } from "../contract.ts";
import type { WorkerdBinding, WorkerdService } from "../runtime/config.ts";
import { d1RpcModule } from "./d1-rpc-module.ts";
import { isDataBinding, resourceOf } from "./data-bindings.ts";
import type { GatewayAddress } from "./gateway.ts";
import { DELAY_HEADER, KEY_HEADER, RESOURCE_HEADER, TYPE_HEADER } from "./headers.ts";

interface DataBindingOptions extends GatewayAddress {
  type: string;
  resource: string;
  /** Seconds, of a queue producer with a delay of its own. */
  deliveryDelay?: number;
}

/** A D1 binding calls a method instead of `fetch()` under this flag. */
const D1_RPC_FLAG = "d1_binding_jsrpc";

/**
 * What a version's data bindings become in workerd's configuration: the runtime's native KV, R2 and
 * queue objects and its D1, Vectorize and AI wrappers, each on a service that is the binding
 * gateway. A service of the same name is the same service.
 */
export function workerdBindings(
  version: Pick<RuntimeVersion, "bindings" | "compatibilityFlags">,
  address: GatewayAddress,
): { bindings: WorkerdBinding[]; services: WorkerdService[] } {
  const usesRpc = version.compatibilityFlags.includes(D1_RPC_FLAG);
  const named = version.bindings
    .filter(isDataBinding)
    .map((binding) => ({ name: binding.name, options: bindingOptions(binding, address) }));
  return {
    bindings: named.map(({ name, options }) => toWorkerdBinding(name, options, usesRpc)),
    services: named.flatMap(({ options }) => servicesOf(options, usesRpc)),
  };
}

function bindingOptions(
  binding: RuntimeVersion["bindings"][number],
  address: GatewayAddress,
): DataBindingOptions {
  const { delivery_delay: deliveryDelay, type } = binding;
  return {
    ...address,
    type,
    resource: resourceOf(binding),
    ...(typeof deliveryDelay === "number" ? { deliveryDelay } : {}),
  };
}

function toWorkerdBinding(
  name: string,
  options: DataBindingOptions,
  usesRpc: boolean,
): WorkerdBinding {
  const service = { name: serviceName(options) };
  const fetcher = { name: "fetcher", service };
  switch (options.type) {
    case "kv_namespace":
      return { name, kvNamespace: service };
    case "r2_bucket":
      return { name, r2Bucket: service };
    case "queue":
      return { name, queue: service };
    case "d1":
      return wrap(name, "d1", [
        usesRpc ? { name: "fetcher", service: { name: rpcName(options) } } : fetcher,
      ]);
    case "vectorize":
      return wrap(name, "vectorize", [
        fetcher,
        { name: "indexId", text: options.resource },
        { name: "indexVersion", text: "v2" },
        { name: "useNdJson", json: "true" },
      ]);
    case "ai":
      return wrap(name, "ai", [fetcher]);
    default:
      throw new TypeError(`The data plane has no binding of type "${options.type}".`);
  }
}

function wrap(name: string, api: string, innerBindings: WorkerdBinding[]): WorkerdBinding {
  return { name, wrapped: { moduleName: `cloudflare-internal:${api}-api`, innerBindings } };
}

function servicesOf(options: DataBindingOptions, usesRpc: boolean): WorkerdService[] {
  const isRpc = options.type === "d1" && usesRpc;
  return isRpc ? [gatewayService(options), d1RpcService(options)] : [gatewayService(options)];
}

/** Workers of one instance share a service for the same resource. */
function serviceName({ type, resource, deliveryDelay }: DataBindingOptions): string {
  return `slipway-data:${type}:${resource}${deliveryDelay === undefined ? "" : `:${deliveryDelay}`}`;
}

function rpcName(options: DataBindingOptions): string {
  return `${serviceName(options)}:rpc`;
}

function gatewayService(options: DataBindingOptions): WorkerdService {
  const { type, resource, key, port, deliveryDelay } = options;
  const injectRequestHeaders = [
    { name: TYPE_HEADER, value: type },
    { name: RESOURCE_HEADER, value: encodeURIComponent(resource) },
    { name: KEY_HEADER, value: key },
  ];
  if (deliveryDelay !== undefined) {
    injectRequestHeaders.push({ name: DELAY_HEADER, value: String(deliveryDelay) });
  }
  return {
    name: serviceName(options),
    external: { address: `127.0.0.1:${port}`, http: { injectRequestHeaders } },
  };
}

function d1RpcService(options: DataBindingOptions): WorkerdService {
  return {
    name: rpcName(options),
    worker: {
      compatibilityDate: "2026-01-01",
      compatibilityFlags: ["enhanced_error_serialization"],
      modules: [{ name: "d1-rpc.js", esModule: d1RpcModule }],
      bindings: [{ name: "GATEWAY", service: { name: serviceName(options) } }],
    },
  };
}
