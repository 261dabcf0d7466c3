import type { LinkEnv } from "./env.worker.ts";
import { chooseVersion, type Preference } from "./split.ts";
import type { LinkTable, LinkVersion, Place } from "./table.ts";

/** The table as last sent; one isolate serves the whole process, so a variable is enough. */
export let table: LinkTable = {
  scripts: {},
  objects: {},
  hosts: { served: [], emulated: {} },
};

export function setTable(next: LinkTable): void {
  table = next;
}

/** The version of a Worker that a service binding reaches now. */
export function pick(script: string, preference: Preference): LinkVersion {
  const versions = table.scripts[script]?.versions ?? [];
  const version = chooseVersion(script, versions, preference, Math.random);
  if (!version) throw new Error(`Worker "${script}" has no deployment.`);
  return version;
}

/** A service of this or another process, ready to be called. */
export function reach(
  env: LinkEnv,
  { address }: Place,
  service: string,
  entrypoint: string | undefined,
): Fetcher {
  if (address !== null) return env.DEBUG_PORT.connect(address).getEntrypoint(service, entrypoint);
  if (entrypoint !== undefined) return env.DEBUG_PORT.current().getEntrypoint(service, entrypoint);
  return env[service] as Fetcher;
}

/** Names that the runtime looks up on a handler by itself; forwarding them would invent handlers. */
const RUNTIME_NAMES = new Set<PropertyKey>([
  "alarm",
  "connect",
  "email",
  "queue",
  "scheduled",
  "tail",
  "tailStream",
  "test",
  "then",
  "trace",
  "webSocketClose",
  "webSocketError",
  "webSocketMessage",
]);

/** `self`, with every name that it does not have itself answered by `lookUp`: RPC passes through. */
export function forwardingMissing<T extends object>(self: T, lookUp: (name: string) => unknown): T {
  return new Proxy(self, {
    get: (target, name) => {
      if (Reflect.has(target, name)) return Reflect.get(target, name);
      return typeof name === "string" && !RUNTIME_NAMES.has(name) ? lookUp(name) : undefined;
    },
  });
}
