import { mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { engineVersion } from "./engine-version.ts";
import { EngineError } from "./errors.ts";
import { buildEngine, findGo, requiredGoVersion, requireGo } from "./go-build.ts";
import type { Report } from "./progress.ts";
import { archiveName, installRelease, type ReleaseSource } from "./release-archive.ts";
import { ENGINE_VERSION, VERSION_RULE } from "./version.ts";

export interface InstallOptions {
  report: Report;
  environment: NodeJS.ProcessEnv;
  release: ReleaseSource;
  signal?: AbortSignal | undefined;
}

const PREFIX = "installing-";

/**
 * Downloads or builds the engine into `directory`, which appears only when the engine in it has
 * been seen to run. The caller holds the lock.
 * @throws EngineError
 */
export async function installEngine(
  directory: string,
  parent: string,
  options: InstallOptions,
): Promise<"download" | "build"> {
  removeLeftovers(parent);
  const temporary = mkdtempSync(join(parent, PREFIX));
  try {
    const source = await downloadOrBuild(temporary, options);
    await check(join(temporary, "pulumi"), options.environment);
    rmSync(directory, { recursive: true, force: true });
    renameSync(temporary, directory);
    return source;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Only who holds the lock installs: such a folder belongs to a process that was killed. */
function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
    rmSync(join(parent, name), { recursive: true, force: true });
  }
}

async function downloadOrBuild(
  directory: string,
  options: InstallOptions,
): Promise<"download" | "build"> {
  const { report, environment } = options;
  const noDownload = await tryDownload(directory, options);
  if (noDownload === undefined) return "download";
  report(`No download of the Pulumi engine: ${noDownload}`);
  const go = await findGo(environment);
  if (go === undefined) throw unavailable(noDownload);
  requireGo(go, requiredGoVersion());
  report(
    `Building the Pulumi engine ${ENGINE_VERSION} with Go ${go.version}: some minutes, once per machine`,
  );
  await buildEngine(join(directory, "pulumi"), options);
  return "build";
}

/** @returns why there is no download; undefined if it has been installed. */
async function tryDownload(
  directory: string,
  options: InstallOptions,
): Promise<string | undefined> {
  const name = archiveName(process.platform, process.arch);
  if (name === undefined) return `no official release for ${process.platform} ${process.arch}`;
  options.report(`Downloading the Pulumi engine ${ENGINE_VERSION}`);
  try {
    await installRelease(options.release, name, directory, options);
    return undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof EngineError) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

function unavailable(noDownload: string): EngineError {
  const tried = [
    `on PATH and in the cache: no pulumi, ${VERSION_RULE}`,
    `download: ${noDownload}`,
    "build: no go on PATH",
  ];
  return new EngineError(
    "unavailable",
    `There is no Pulumi engine and no way to get one.\n${tried.map((line) => `  ${line}`).join("\n")}`,
    {
      hint: `Connect to the network once, or install Go ${requiredGoVersion()} or later, or put a fitting pulumi on PATH.`,
    },
  );
}

async function check(pulumi: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const version = await engineVersion(pulumi, environment);
  if (version === ENGINE_VERSION) return;
  throw new EngineError(
    "broken",
    `The engine just installed tells the version ${version ?? "(none)"}, not ${ENGINE_VERSION}. It was thrown away.`,
  );
}
