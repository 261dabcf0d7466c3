/** workerd's access to any service of any process. @see `workerdDebugPort` in workerd.capnp */
export interface DebugPort {
  /** This very process. */
  current(): DebugClient;
  connect(address: string): DebugClient;
}

interface DebugClient {
  getEntrypoint(service: string, entrypoint?: string, props?: unknown): Fetcher;
}

/** What the `link` Worker is given, besides the services of its process by their names. */
export interface LinkEnv {
  DEBUG_PORT: DebugPort;
  /** Reaches hosts by name. */
  NETWORK: Fetcher;
  /** The edge's own process. */
  BACK: Fetcher;
  ALLOW_OUTBOUND: boolean;
  CONTROL_KEY: string;
  [service: string]: unknown;
}
