import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Blobs } from "../blobs.ts";
import { type Clock, systemClock } from "../context.ts";
import { AssetFiles } from "./back/asset-files.ts";
import { Back } from "./back/back.ts";
import { ResponseCache } from "./back/cache.ts";
import { RateLimiter } from "./back/rate-limiter.ts";
import type { Edge, VersionSource, WireBinding } from "./contract.ts";
import { Events } from "./events/events.ts";
import { CronScheduler } from "./events/scheduler.ts";
import { Tails } from "./events/tail.ts";
import { isEdgeBinding } from "./fleet/bindings.ts";
import { Chooser } from "./fleet/chooser.ts";
import type { DataBindings, FleetContext } from "./fleet/context.ts";
import { Fleet } from "./fleet/fleet.ts";
import { Previews } from "./fleet/previews.ts";
import { snapshot } from "./fleet/snapshot.ts";
import { Front } from "./front/front.ts";
import { HostTable } from "./front/hosts.ts";
import { bundleWorker } from "./runtime/bundle.ts";
import type { Log } from "./runtime/log.ts";
import { reapOrphans } from "./runtime/orphans.ts";
import { Validator } from "./validate/validator.ts";

export interface EdgeOptions {
  /** Default `127.0.0.1`. */
  host?: string;
  /** 0 for any free one. */
  port: number;
  /** Folder for Durable Objects' storage and what processes need while they run. */
  stateDirectory: string;
  blobs: Blobs;
  versions: VersionSource;
  /** `<subdomain>.workers.dev` of the account. */
  workersSubdomain: string;
  clock?: Clock;
  /** What KV, D1, R2, queue and Vectorize bindings become in workerd. */
  dataBindings?: DataBindings;
  /** Which bindings `dataBindings` takes; uploads with others that the edge does not have fail. */
  isDataBinding?: (binding: WireBinding) => boolean;
  /** Value of a Secrets Store secret. */
  secret?: (storeId: string, name: string) => string | undefined;
  /**
   * Base URLs of what stands here for hosts elsewhere, by host: `hooks.slack.com` →
   * `http://127.0.0.1:8786/slack`. Workers never reach these hosts themselves.
   */
  emulatedHosts?: () => Readonly<Record<string, string>>;
  /** Whether Workers may reach hosts beyond this machine. Default false. */
  allowOutbound?: boolean;
  log?: Log;
  /** A number from 0 up to 1: which version a request without preference gets. */
  draw?: () => number;
  limits?: Partial<EdgeLimits>;
}

export interface EdgeLimits {
  /** How long a replaced version may finish what it began: streams, WebSockets. */
  drainMs: number;
  /** How long after that its `waitUntil()` work may go on. */
  lingerMs: number;
  /** How long a preview's version runs unused. */
  previewIdleMs: number;
  /** How long an upload's top level may compute. */
  startupMs: number;
  /** How long Workers may compute without a pause; at Cloudflare, CPU time of one request. */
  busyMs: number;
}

const defaultLimits: EdgeLimits = {
  drainMs: 30_000,
  lingerMs: 5_000,
  previewIdleMs: 60_000,
  startupMs: 5_000,
  busyMs: 30_000,
};

/** Of a path that still leaves room for a socket's name. */
const SOCKET_DIRECTORY_LIMIT = 80;

const noData: DataBindings = () => ({ bindings: [], services: [] });

/**
 * Starts the edge: it listens when this resolves, and serves nothing until `apply`.
 * @throws LocalCloudError `port-in-use`
 */
export async function createEdge(options: EdgeOptions): Promise<Edge> {
  const { host = "127.0.0.1", port, blobs, log = () => {} } = options;
  const folders = prepareFolders(options.stateDirectory, log);
  const assetFiles = new AssetFiles(blobs);
  const tails = new Tails((script, isWatched) => fleet.watch(script, isWatched));
  const back = createBack(options, assetFiles, tails);
  const fleet = await createFleet(options, folders, back);
  const chooser = new Chooser(fleet, options.draw ?? Math.random);
  const events = new Events(fleet, chooser);
  const previews = createPreviews(options, fleet, assetFiles);
  const validator = createValidator(options, folders.runDirectory);
  const scheduler = createScheduler(options, fleet, events);
  const front = createFront(options, fleet, chooser, previews);
  back.connect(front);
  const origin = await front.listen(host, port).catch(async (error: unknown) => {
    await back.close();
    throw error;
  });
  scheduler.start();
  void validator.warm().catch(() => {});
  return {
    origin,
    validate: (version) => validator.validate(version),
    apply: (state) => {
      for (const { split } of state.scripts) {
        for (const { version } of split) assetFiles.add(version);
      }
      return fleet.apply(state);
    },
    tail: (script, sink) => tails.follow(script, sink),
    deliver: (script, queue, messages) => events.deliver(script, queue, messages),
    trigger: (script, cron, scheduledTime) => events.trigger(script, cron, scheduledTime),
    snapshot: () => snapshot(fleet, chooser, previews),
    close: async () => {
      scheduler.stop();
      previews.stop();
      await Promise.all([front.close(), back.close(), fleet.stop(), validator.stop()]);
      rmSync(folders.socketDirectory, { recursive: true, force: true });
    },
  };
}

type Folders = Pick<FleetContext, "runDirectory" | "socketDirectory" | "objectDirectory">;

function createBack(options: EdgeOptions, assetFiles: AssetFiles, tails: Tails): Back {
  const { clock = systemClock, secret = () => undefined } = options;
  return new Back(randomBytes(16).toString("hex"), {
    assetFiles,
    cache: new ResponseCache(clock),
    rateLimiter: new RateLimiter(clock),
    onEvents: (events) => tails.deliver(events),
    secret,
  });
}

async function createFleet(options: EdgeOptions, folders: Folders, back: Back): Promise<Fleet> {
  const { drainMs, lingerMs, busyMs } = limitsOf(options);
  const link = join(import.meta.dirname, "link", "link.worker.ts");
  const [backAddress, linkCode] = await Promise.all([
    back.listen(join(folders.socketDirectory, "back")),
    bundleWorker(link),
  ]);
  return new Fleet({
    ...folders,
    blobs: options.blobs,
    back: backAddress,
    linkCode,
    controlKey: randomBytes(16).toString("hex"),
    allowOutbound: options.allowOutbound ?? false,
    dataBindings: options.dataBindings ?? noData,
    emulatedHosts: options.emulatedHosts ?? (() => ({})),
    hostsOf: (state) => new HostTable(state, options.workersSubdomain).patterns(),
    drainLimitMs: drainMs,
    lingerMs,
    busyLimitMs: busyMs,
    log: options.log ?? (() => {}),
  });
}

function createPreviews(options: EdgeOptions, fleet: Fleet, assetFiles: AssetFiles): Previews {
  return new Previews({
    fleet,
    versions: options.versions,
    idleMs: limitsOf(options).previewIdleMs,
    prepare: (version) => assetFiles.add(version),
  });
}

function createValidator(options: EdgeOptions, runDirectory: string): Validator {
  const { blobs, clock = systemClock, isDataBinding = () => false, log = () => {} } = options;
  return new Validator({
    blobs,
    runDirectory,
    startupLimitMs: limitsOf(options).startupMs,
    now: () => clock.now(),
    isSupportedBinding: (binding) => isEdgeBinding(binding) || isDataBinding(binding),
    log,
  });
}

function createScheduler(options: EdgeOptions, fleet: Fleet, events: Events): CronScheduler {
  const { clock = systemClock, log = () => {} } = options;
  return new CronScheduler({
    clock,
    triggers: () =>
      fleet.table.state.scripts.flatMap(({ name, crons }) =>
        crons.map((cron) => ({ script: name, cron })),
      ),
    run: ({ script, cron }, time) => {
      events.trigger(script, cron, time).catch((error: unknown) => {
        log("error", `Cron trigger "${cron}" of ${script} did not run: ${String(error)}`);
      });
    },
  });
}

function createFront(
  options: EdgeOptions,
  fleet: Fleet,
  chooser: Chooser,
  previews: Previews,
): Front {
  const { workersSubdomain: subdomain, log = () => {} } = options;
  let hosts = new HostTable(fleet.table.state, subdomain);
  return new Front({
    subdomain,
    traffic: fleet.traffic,
    choose: (script, preference) => chooser.choose(script, preference),
    preview: (script, prefix) => previews.find(script, prefix),
    onException: ({ plan: { version } }, request) => {
      log("error", `Worker "${version.script}" (version ${version.id}) threw on ${request}.`);
    },
    hosts: () => {
      const { state } = fleet.table;
      if (hosts.state !== state) hosts = new HostTable(state, subdomain);
      return hosts;
    },
  });
}

function limitsOf({ limits }: EdgeOptions): EdgeLimits {
  return { ...defaultLimits, ...limits };
}

/** Ends what an earlier run left behind on the same folder. */
function prepareFolders(stateDirectory: string, log: Log): Folders {
  const runDirectory = resolve(stateDirectory, "run");
  mkdirSync(runDirectory, { recursive: true });
  const ownSockets = join(runDirectory, "sockets");
  rmSync(ownSockets, { recursive: true, force: true });
  const socketDirectory =
    ownSockets.length < SOCKET_DIRECTORY_LIMIT
      ? ownSockets
      : mkdtempSync(join(tmpdir(), "slipway-edge-"));
  mkdirSync(socketDirectory, { recursive: true, mode: 0o700 });
  const orphans = reapOrphans(runDirectory);
  if (orphans.length > 0) log("warn", `Ended ${orphans.length} workerd of an earlier run.`);
  return { runDirectory, socketDirectory, objectDirectory: resolve(stateDirectory, "objects") };
}
