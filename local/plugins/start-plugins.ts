import { Server, ServerCredentials } from "@grpc/grpc-js";

import { cloudflare } from "./cloudflare/package.ts";
import { github } from "./github/package.ts";
import { providerService } from "./grpc/service.ts";
import { providerServiceDefinition } from "./grpc/service-definition.ts";
import { Sessions } from "./grpc/sessions.ts";
import type { Memory } from "./once.ts";
import { pagerduty } from "./pagerduty/package.ts";
import type { Connection, PluginName, ProviderPackage } from "./resource.ts";
import { slack } from "./slack/package.ts";

export interface PluginsOptions {
  /** Origin of the local cloud's API listener: `http://127.0.0.1:8786`. */
  apiOrigin: string;
  /** Credential for every vendor; starts with `local-`. */
  token: string;
  /** The GitHub organization, where a provider's config names none. */
  owner: string;
  /** Ports to listen on; any free one where absent or 0. */
  ports?: Partial<Record<PluginName, number>>;
  /** What relative file names in a program start from; the process's own folder if absent. */
  workingDirectory?: string;
  /** What completes operations whose answer was lost; each is made anew if absent. */
  memory?: Memory;
  /** Takes one line for each call that failed. */
  log?(line: string): void;
}

export interface Plugins {
  ports: Record<PluginName, number>;
  /** The value of `PULUMI_DEBUG_PROVIDERS` with which an engine attaches to these providers. */
  debugProviders: string;
  close(): Promise<void>;
}

/** The engine's own limit for one message. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;
const CLOSE_GRACE_MS = 1000;

/** Serves the vendors' resource types to Pulumi engines, one loopback port for each vendor. */
export async function startPlugins(options: PluginsOptions): Promise<Plugins> {
  const running = await Promise.all([
    serve(cloudflare, options),
    serve(github, options),
    serve(pagerduty, options),
    serve(slack, options),
  ]);
  const ports = Object.fromEntries(running.map(({ name, port }) => [name, port]));
  return {
    ports: ports as Record<PluginName, number>,
    debugProviders: running.map(({ name, port }) => `${name}:${port}`).join(","),
    close: async () => {
      await Promise.all(running.map(({ close }) => close()));
    },
  };
}

async function serve<Client>(vendor: ProviderPackage<Client>, options: PluginsOptions) {
  const { apiOrigin, token, owner, memory, log = () => {} } = options;
  const { workingDirectory = process.cwd() } = options;
  const sessions = new Sessions<Connection>({
    baseUrl: vendor.baseUrl(apiOrigin),
    token,
    config: { owner },
  });
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
  const service = providerService(vendor, { sessions, workingDirectory, memory, log });
  server.addService(providerServiceDefinition, service);
  const port = await listen(server, options.ports?.[vendor.name] ?? 0);
  return { name: vendor.name, port, close: () => close(server, () => sessions.cancelAll()) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
}

function close(server: Server, cancel: () => void): Promise<void> {
  cancel();
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), CLOSE_GRACE_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
