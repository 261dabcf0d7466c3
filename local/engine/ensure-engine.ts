import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultCacheDirectory } from "./cache-directory.ts";
import { engineVersion } from "./engine-version.ts";
import { findExecutable, isExecutable } from "./find-executable.ts";
import { installEngine } from "./install-engine.ts";
import { assembleHosts, missingHosts } from "./language-hosts.ts";
import { withLock } from "./lock.ts";
import type { Report } from "./progress.ts";
import { officialRelease, type ReleaseSource } from "./release-archive.ts";
import { ENGINE_VERSION, fits, VERSION_RULE } from "./version.ts";

export interface EngineRequest {
  /** Told what is being done, and every few seconds how far it is. */
  report: Report;
  /** Default: `$XDG_CACHE_HOME/slipway` or `~/.cache/slipway`. */
  cacheDirectory?: string;
  signal?: AbortSignal;
  environment?: NodeJS.ProcessEnv;
  release?: ReleaseSource;
}

export interface Engine {
  /** Path of the engine's program. */
  pulumi: string;
  /** Folders to put first on PATH, for `pulumi` to be this engine and to run Node.js programs. */
  pathEntries: string[];
  version: string;
  source: "path" | "cache" | "download" | "build";
}

/** The folder of the `pulumi` launcher that shells of the local cloud have first on PATH. */
export const stackLauncherDirectory = join(import.meta.dirname, "local-bin");

interface Settings {
  report: Report;
  environment: NodeJS.ProcessEnv;
  release: ReleaseSource;
  signal: AbortSignal | undefined;
  /** Holds everything of one version, so that a project with another version disturbs nothing. */
  directory: string;
}

/**
 * Finds a Pulumi engine or installs one: the first on PATH if its version fits, else the one in the
 * cache, else the official release, else one built from its Go module.
 * @throws EngineError
 */
export async function ensureEngine(request: EngineRequest): Promise<Engine> {
  const environment = request.environment ?? process.env;
  const cache = request.cacheDirectory ?? defaultCacheDirectory(environment);
  const settings: Settings = {
    report: request.report,
    environment,
    release: request.release ?? officialRelease,
    signal: request.signal,
    directory: join(cache, "engine", `v${ENGINE_VERSION}-${process.platform}-${process.arch}`),
  };
  mkdirSync(settings.directory, { recursive: true });
  return (await engineOnPath(settings)) ?? (await ownEngine(settings));
}

async function engineOnPath(settings: Settings): Promise<Engine | undefined> {
  const { environment, directory, report } = settings;
  const isForeign = (path: string) =>
    dirname(path) !== stackLauncherDirectory && !path.startsWith(directory);
  const pulumi = findExecutable("pulumi", environment, isForeign);
  if (pulumi === undefined) return undefined;
  const version = await engineVersion(pulumi, environment);
  if (version === undefined || !fits(version)) {
    const found = version === undefined ? "tells no version" : `is version ${version}`;
    report(`${pulumi} ${found}; needed is ${VERSION_RULE}. Using an engine of our own.`);
    return undefined;
  }
  const missing = missingHosts(pulumi, environment, directory);
  const pathEntries = missing.length === 0 ? [] : [assembleHosts(directory, missing)];
  return { pulumi, pathEntries, version, source: "path" };
}

async function ownEngine(settings: Settings): Promise<Engine> {
  const { directory, report, signal } = settings;
  const installed = join(directory, "engine");
  const isInstalled = () => isExecutable(join(installed, "pulumi"));
  if (isInstalled()) return describe(settings, installed, "cache");
  const waiting = { waitingFor: "installing the Pulumi engine", report, signal };
  const source = await withLock(join(directory, "lock"), waiting, async () =>
    isInstalled() ? "cache" : await installEngine(installed, directory, settings),
  );
  return describe(settings, installed, source);
}

function describe(settings: Settings, installed: string, source: Engine["source"]): Engine {
  const pulumi = join(installed, "pulumi");
  const missing = missingHosts(pulumi, settings.environment, settings.directory);
  const directory =
    missing.length === 0 ? installed : assembleHosts(settings.directory, missing, pulumi);
  return {
    pulumi: join(directory, "pulumi"),
    pathEntries: [directory],
    version: ENGINE_VERSION,
    source,
  };
}
