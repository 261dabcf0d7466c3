import { Hono } from "hono";
import { Blobs } from "./blobs.ts";
import { createConsole } from "./console/console.ts";
import { type CloudContext, defaultSettings, randomIds, systemClock } from "./context.ts";
import type { DataPlane } from "./data/contract.ts";
import { createDataPlane } from "./data/data-plane.ts";
import { createQueueBroker } from "./data/queue-broker.ts";
import { DataFolder, type RunningCloud } from "./data-folder.ts";
import { brokeredEdge } from "./edge/bindings/brokered-edge.ts";
import { isDataBinding } from "./edge/bindings/data-bindings.ts";
import { listenBindingGateway } from "./edge/bindings/gateway.ts";
import { workerdBindings } from "./edge/bindings/workerd-bindings.ts";
import type { Edge } from "./edge/contract.ts";
import { createEdge, type EdgeOptions } from "./edge/edge.ts";
import { knownIds } from "./engine/known-ids.ts";
import { Faults } from "./faults.ts";
import { Gateway } from "./gateway.ts";
import { Journal } from "./journal.ts";
import { listenApi } from "./listener.ts";
import { Operations } from "./operations.ts";
import { createOwnApi } from "./own-api.ts";
import { startPlugins } from "./plugins/start-plugins.ts";
import { writeStackOverlays } from "./stack-overlays.ts";
import { Store } from "./store.ts";
import { createCloudflare } from "./vendors/cloudflare/index.ts";
import { resourceExists } from "./vendors/cloudflare/storage/resources.ts";
import { versionSource } from "./vendors/cloudflare/version-source.ts";
import { createGithub } from "./vendors/github/index.ts";
import { createPagerduty } from "./vendors/pagerduty/index.ts";
import { createSlack } from "./vendors/slack/index.ts";
import { createCloudflareStatus } from "./vendors/status/status.ts";
import type { Vendor } from "./vendors/vendor.ts";

export interface CloudOptions {
  dataDirectory: string;
  /** Of the API listener; the edge takes the next one, the plugins the ones from four above. 0: free ones. */
  port: number;
  /** Leaves `PULUMI_DEBUG_PROVIDERS` empty, so that the engine starts the vendors' own plugins. */
  usesVendorPlugins: boolean;
  /** What relative paths in a Worker version's inputs start from. */
  projectDirectory: string;
  log(line: string): void;
}

/** A running local cloud. */
export interface Cloud {
  apiOrigin: string;
  edgeOrigin: string;
  running: RunningCloud;
  /** Ends everything in order; calling it again waits for the same end. */
  stop(): Promise<void>;
  /** Resolves when the cloud has stopped, whoever asked for it. */
  stopped: Promise<void>;
}

/**
 * Starts the emulated vendors, the edge and the plugins on a data folder.
 * @throws LocalCloudError `unusable-folder`, `already-running`, `port-in-use`, `data-version`, `runtime-failed`.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const folder = new DataFolder(options.dataDirectory);
  const identity = folder.identity();
  const opened = new AsyncDisposableStack();
  try {
    const store = openStore(folder);
    opened.defer(() => {
      store.close();
      folder.clearRunning();
    });
    const origins = { api: "", edge: "" };
    const context = createContext(store, folder, origins);
    const emulatedHosts = () =>
      Object.fromEntries(vendors.flatMap((each) => hostsOf(each, context)));
    const { data, edge } = await startEdge(context, folder, { ...options, emulatedHosts }, opened);
    origins.edge = edge.origin;

    const cloudflare = createCloudflare(context, edge, data);
    opened.defer(() => cloudflare.close());
    const vendors = [
      cloudflare,
      createGithub(context),
      createPagerduty(context),
      createSlack(context),
      createCloudflareStatus(context),
    ];
    for (const vendor of vendors) vendor.seed();

    const journal = new Journal(store, context.clock);
    const faults = new Faults(store, context.ids);
    const operations = new Operations(store);
    const stopping = Promise.withResolvers<void>();
    const ownApi = createOwnApi({
      store,
      journal,
      faults,
      vendors,
      edgeSnapshot: () => edge.snapshot(),
      describe: () => ({ status: "ready", pid: process.pid, edge: origins.edge }),
      stop: () => stopping.resolve(),
    });
    const own = new Hono().route("/", ownApi).route("/", createConsole());
    const gateway = new Gateway(vendors, journal, faults, operations);
    const api = await listenApi(options.port, gateway, own.fetch);
    opened.defer(() => api.close());
    origins.api = `http://127.0.0.1:${api.port}`;

    const plugins = await startPlugins({
      apiOrigin: origins.api,
      token: identity.token,
      owner: context.settings.github.owner,
      ports: pluginPorts(options.port),
      workingDirectory: options.projectDirectory,
      memory: { operations, knownIds: (urn) => knownIds(folder.file("state"), urn) },
      log: options.log,
    });
    opened.defer(() => plugins.close());
    const notServed = await cloudflare.start();
    if (notServed !== undefined) options.log(`edge: ${notServed}`);
    writeStackOverlays(folder, identity, options.usesVendorPlugins ? pluginAddresses(context) : {});

    const running = {
      pid: process.pid,
      apiPort: api.port,
      edgePort: Number(new URL(edge.origin).port),
      debugProviders: options.usesVendorPlugins ? "" : plugins.debugProviders,
    };
    folder.setRunning(running);
    const stopped = stopping.promise.then(() => opened.disposeAsync());
    const stop = () => {
      stopping.resolve();
      return stopped;
    };
    return { apiOrigin: origins.api, edgeOrigin: origins.edge, running, stop, stopped };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

/** @throws LocalCloudError `already-running`: SQLite gives the file to one process only. */
function openStore(folder: DataFolder): Store {
  try {
    return new Store(folder.file("cloud.db"));
  } catch (error) {
    if (!/database is locked/.test(String(error))) throw error;
    throw folder.alreadyRunning(folder.running());
  }
}

function createContext(
  store: Store,
  folder: DataFolder,
  origins: { api: string; edge: string },
): CloudContext {
  return {
    store,
    blobs: new Blobs(folder.file("blobs")),
    clock: systemClock,
    ids: randomIds(store),
    settings: defaultSettings,
    apiOrigin: () => origins.api,
    edgeOrigin: () => origins.edge,
  };
}

/** A vendor's public hosts, each with the address here that stands for it. */
function hostsOf({ hosts }: Vendor, { apiOrigin }: CloudContext): [string, string][] {
  return Object.entries(hosts).map(([host, path]) => [host, `${apiOrigin()}${path}`]);
}

/** For the vendors' own plugins that do not read their address from the environment. */
function pluginAddresses({ apiOrigin }: CloudContext): Record<string, string> {
  return { "pagerduty:apiUrlOverride": `${apiOrigin()}/pagerduty` };
}

/** The data plane, the runtime that serves versions, and the delivery of queues between them. */
async function startEdge(
  context: CloudContext,
  folder: DataFolder,
  options: CloudOptions & Required<Pick<EdgeOptions, "emulatedHosts">>,
  opened: AsyncDisposableStack,
): Promise<{ data: DataPlane; edge: Edge }> {
  const data = createDataPlane(context, { directory: folder.file("data") });
  opened.defer(() => data.close());
  const gateway = await listenBindingGateway(data, {
    exists: (type, resource) => resourceExists(context.store, type, resource),
  });
  opened.defer(() => gateway.close());
  const edge = await createEdge({
    host: "127.0.0.1",
    port: options.port === 0 ? 0 : options.port + 1,
    stateDirectory: folder.file("edge"),
    blobs: context.blobs,
    clock: context.clock,
    versions: versionSource(context),
    workersSubdomain: context.settings.workersSubdomain,
    dataBindings: (version) => workerdBindings(version, gateway.address),
    isDataBinding,
    emulatedHosts: options.emulatedHosts,
    log: (level, message) => {
      if (level === "warn" || level === "error") options.log(`edge: ${message}`);
    },
  });
  const broker = createQueueBroker(data.queues, { deliver: edge.deliver.bind(edge) });
  const brokered = brokeredEdge(edge, broker);
  opened.defer(() => brokered.close());
  return { data, edge: brokered };
}

const PLUGIN_PORT_OFFSETS = { cloudflare: 4, github: 5, pagerduty: 6, slack: 7 };

function pluginPorts(port: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(PLUGIN_PORT_OFFSETS).map(([vendor, offset]) => [
      vendor,
      port === 0 ? 0 : port + offset,
    ]),
  );
}
