import type { UntypedServiceImplementation } from "@grpc/grpc-js";
import type { OperationCalls } from "../http/operation-calls.ts";
import type { Memory } from "../once.ts";
import type { Connection, Files, ProviderPackage } from "../resource.ts";
import { configHandlers } from "./config-handlers.ts";
import { functionHandlers, planHandlers, resourceHandlers } from "./resource-handlers.ts";
import type { Sessions } from "./sessions.ts";
import type { Caller } from "./unary.ts";

export interface ServiceOptions extends Files {
  sessions: Sessions<Connection>;
  /** Without it, an operation whose answer was lost is made again as if it were the first. */
  memory: Memory | undefined;
  log(line: string): void;
}

/**
 * The handlers of `pulumirpc.ResourceProvider` for one vendor. Methods that are not given
 * (components, parameterization, mappings) answer UNIMPLEMENTED, which the engine understands.
 */
export function providerService<Client>(
  vendor: ProviderPackage<Client>,
  options: ServiceOptions,
): UntypedServiceImplementation {
  const clientOf = ({ peer, gone }: Caller, operation?: OperationCalls): Client => {
    const { connection, cancellation } = options.sessions.of(peer);
    const signal = AbortSignal.any([cancellation.signal, gone()]);
    return vendor.connect({ ...connection, operation }, signal);
  };
  return {
    ...configHandlers(vendor, options),
    ...planHandlers(vendor, options),
    ...resourceHandlers(vendor, clientOf, options),
    ...functionHandlers(vendor, clientOf, options),
  };
}
