import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** An npm package that is found in a program's node_modules. */
export interface InstalledPackage {
  name: string;
  version: string;
  /** Set where the package is the SDK of a resource provider. */
  plugin?: { name: string; version: string; server: string };
}

interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  pulumi?: { resource?: boolean; name?: string; version?: string; server?: string };
}

/** Every package installed for the program, found in the node_modules nearest above it. */
export function installedPackages(programDirectory: string): InstalledPackage[] {
  const modules = nearest(programDirectory, "node_modules");
  if (modules === undefined) return [];
  return packageDirectories(modules).flatMap((directory) => {
    const manifest = readManifest(join(directory, "package.json"));
    return manifest === undefined ? [] : [describe(manifest)];
  });
}

/** Those of the installed packages that the program's own package.json names. */
export function directDependencies(programDirectory: string): InstalledPackage[] {
  const directory = nearest(programDirectory, "package.json");
  const manifest = directory === undefined ? undefined : readManifest(directory);
  const names = new Set(Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }));
  return installedPackages(programDirectory).filter(({ name }) => names.has(name));
}

/**
 * The names of the providers that the engine attaches to by port, from PULUMI_DEBUG_PROVIDERS
 * (`cloudflare:4001,github:4002`). The engine must not try to download those.
 */
export function attachedProviders(variable: string | undefined): Set<string> {
  const entries = (variable ?? "").split(",").filter((entry) => entry !== "");
  return new Set(entries.map((entry) => entry.split(":")[0] ?? entry));
}

function describe(manifest: Manifest): InstalledPackage {
  const { name = "", version = "", pulumi } = manifest;
  if (pulumi?.resource !== true) return { name, version };
  return {
    name,
    version,
    plugin: {
      name: pulumi.name ?? name.replace(/^@pulumi\//, ""),
      version: pulumi.version ?? version,
      server: pulumi.server ?? "",
    },
  };
}

function packageDirectories(modules: string): string[] {
  return readdirSync(modules).flatMap((entry) => {
    if (entry.startsWith(".")) return [];
    const path = join(modules, entry);
    return entry.startsWith("@") ? readdirSync(path).map((child) => join(path, child)) : [path];
  });
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch {
    // A folder without a readable manifest is no package: npm leaves such folders behind.
    return undefined;
  }
}

/** The path of the first `name` found in `directory` or above it. */
function nearest(directory: string, name: string): string | undefined {
  try {
    if (readdirSync(directory).includes(name)) return join(directory, name);
  } catch {
    // Not readable: what is above it may be.
  }
  const parent = dirname(directory);
  return parent === directory ? undefined : nearest(parent, name);
}
