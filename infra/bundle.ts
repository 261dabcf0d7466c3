import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { type BuildFailure, build, formatMessages, type Metafile } from "esbuild";
import { browserScripts } from "./browser-script.ts";
import { keepBundle } from "./bundle-cache.ts";

/** A Worker's code as one module, and what it was made of. */
export interface WorkerBundle {
  /**
   * Where the code is, starting with `~/`: the provider reads it from there, so neither bytes nor a
   * path of this machine get into state. The name holds the digest.
   */
  readonly contentFile: string;
  /** SHA-256 of the code, in hex. */
  readonly digest: string;
  /** The checkout's own files in the bundle, relative to its root, sorted. */
  readonly sources: readonly string[];
  /** The npm packages in the bundle, sorted. */
  readonly packages: readonly string[];
}

/** The checkout this program is part of. */
export const projectRoot = resolve(import.meta.dirname, "..");

const cacheFolder = ".cache/slipway/bundles";

/**
 * Bundles `worker/<name>/index.ts` and leaves the code in the user's cache folder. The same sources
 * give the same bytes in every checkout: no timestamps and no paths.
 * @throws {RunError} with the compiler's messages when the code does not build.
 */
export async function bundleWorker(
  name: string,
  { root = projectRoot, home = homedir() } = {},
): Promise<WorkerBundle> {
  const { code, sources, packages } = await compile(name, root);
  const digest = createHash("sha256").update(code).digest("hex");
  const folder = join(cacheFolder, name);
  const file = `${digest.slice(0, 32)}.js`;
  await keepBundle(join(home, folder), file, code);
  return { contentFile: `~/${folder}/${file}`, digest, sources, packages };
}

async function compile(name: string, root: string) {
  const scriptInputs = new Set<string>();
  try {
    const result = await build({
      absWorkingDir: root,
      entryPoints: [`worker/${name}/index.ts`],
      outfile: "index.js",
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      target: "es2024",
      platform: "neutral",
      conditions: ["workerd", "worker"],
      mainFields: ["module", "main"],
      external: ["cloudflare:*", "node:*"],
      loader: { ".css": "text" },
      plugins: [browserScripts(scriptInputs)],
      // Without white space there are no comments, which would hold the paths of packages.
      minifyWhitespace: true,
      minifySyntax: true,
      lineLimit: 120,
      charset: "utf8",
      legalComments: "none",
      tsconfigRaw: {},
      logLevel: "silent",
    });
    const code = result.outputFiles[0]?.contents ?? new Uint8Array();
    return { code, ...inputsOf(result.metafile, scriptInputs, root) };
  } catch (error) {
    throw await buildProblem(name, error);
  }
}

/** Files of the checkout and packages, apart: a package is known by its version, not by its files. */
function inputsOf(metafile: Metafile, scriptInputs: ReadonlySet<string>, root: string) {
  const sources = new Set<string>();
  const packages = new Set<string>();
  const paths = [
    ...Object.keys(metafile.inputs),
    ...[...scriptInputs].map((path) => relative(root, path)),
  ];
  for (const path of paths.map((input) => input.replace(/^browser-script:/, ""))) {
    const packageName = packageOf(path);
    if (packageName === undefined) sources.add(path);
    else packages.add(packageName);
  }
  return { sources: [...sources].sort(), packages: [...packages].sort() };
}

/** `hono` or `@scope/name` for a file below `node_modules`. */
export function packageOf(path: string): string | undefined {
  return /.*(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

async function buildProblem(name: string, error: unknown): Promise<unknown> {
  if (!isBuildFailure(error)) return error;
  const messages = await formatMessages(error.errors, { kind: "error", color: false });
  const text = messages.map((message) => message.trim()).join("\n\n");
  return new RunError(`The Worker ${name} does not build; nothing was changed.\n\n${text}`);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
