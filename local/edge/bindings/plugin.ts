import type { Plugin, ServicesExtensions, Worker_Binding } from "miniflare";
import { d1RpcModule } from "./d1-rpc-module.ts";
import type { DataBindingOptions } from "./data-bindings.ts";
import { DELAY_HEADER, KEY_HEADER, RESOURCE_HEADER, TYPE_HEADER } from "./headers.ts";

type Service = NonNullable<ServicesExtensions["services"]>[number];
type WorkerOptions = Parameters<Plugin["getBindings"]>[0];

const TYPE = "unsafe:slipway-data";

/** A D1 binding calls a method instead of `fetch()` under this flag. */
const D1_RPC_FLAG = "d1_binding_jsrpc";

/**
 * Miniflare's plugin for `dataBindings()`: gives a Worker workerd's native bindings (the KV, R2 and
 * queue objects of the runtime, and its D1, Vectorize and AI wrappers), each on a service that is
 * the binding gateway. Miniflare loads it by its path (`dev.plugin.package`); the options are
 * `DataBindingOptions`.
 */
const plugin: Plugin = {
  getBindings: (worker) =>
    bindingsOf(worker).map(([name, options]) => toWorkerdBinding(name, options, worker)),
  getNodeBindings: () => ({}),
  getServices: ({ options: worker }) =>
    bindingsOf(worker).flatMap(([, options]) => [
      gatewayService(options),
      ...(needsRpc(options, worker) ? [d1RpcService(options)] : []),
    ]),
};

export const plugins = { "slipway-data": plugin };

function bindingsOf({ config }: WorkerOptions): [string, DataBindingOptions][] {
  return Object.entries(config.env ?? {})
    .filter(([, binding]) => (binding.type as string) === TYPE)
    .map(([name, binding]) => {
      const { dev } = binding as unknown as { dev: { options: DataBindingOptions } };
      return [name, dev.options];
    });
}

function toWorkerdBinding(
  name: string,
  options: DataBindingOptions,
  worker: WorkerOptions,
): Worker_Binding {
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
        needsRpc(options, worker) ? { ...fetcher, service: { name: rpcName(options) } } : fetcher,
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

function wrap(name: string, api: string, innerBindings: Worker_Binding[]): Worker_Binding {
  return { name, wrapped: { moduleName: `cloudflare-internal:${api}-api`, innerBindings } };
}

/** Workers of one instance share a service for the same resource. */
function serviceName({ type, resource, deliveryDelay }: DataBindingOptions): string {
  return `slipway-data:${type}:${resource}${deliveryDelay === undefined ? "" : `:${deliveryDelay}`}`;
}

function rpcName(options: DataBindingOptions): string {
  return `${serviceName(options)}:rpc`;
}

function needsRpc(options: DataBindingOptions, { config }: WorkerOptions): boolean {
  return options.type === "d1" && config.compatibilityFlags?.includes(D1_RPC_FLAG) === true;
}

function gatewayService(options: DataBindingOptions): Service {
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

function d1RpcService(options: DataBindingOptions): Service {
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
