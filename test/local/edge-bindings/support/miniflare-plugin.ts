import type { Plugin, ServicesExtensions, Worker_Binding } from "miniflare";
import type { GatewayAddress } from "../../../../local/edge/bindings/gateway.ts";
import { workerdBindings } from "../../../../local/edge/bindings/workerd-bindings.ts";
import type { RuntimeVersion } from "../../../../local/edge/contract.ts";

export type PluginOptions = Pick<RuntimeVersion, "bindings" | "compatibilityFlags"> & {
  address: GatewayAddress;
};

/**
 * Brings the edge's data bindings into a Worker of Miniflare, so that one Worker can be given them
 * and Miniflare's own simulators. Miniflare loads this file by its path.
 */
const plugin: Plugin = {
  getBindings: (worker) => fromWorker(worker)?.bindings as Worker_Binding[] | undefined,
  getNodeBindings: () => ({}),
  getServices: ({ options }) =>
    fromWorker(options)?.services as ServicesExtensions["services"] | undefined,
};

export const plugins = { "slipway-data": plugin };

/** The bindings are in the options of one entry, which itself becomes no binding. */
function fromWorker({ config }: Parameters<Plugin["getBindings"]>[0]) {
  const entry = Object.values(config.env ?? {}).find(
    ({ type }) => (type as string) === "unsafe:slipway-data",
  ) as { dev: { options: PluginOptions } } | undefined;
  return entry && workerdBindings(entry.dev.options, entry.dev.options.address);
}
