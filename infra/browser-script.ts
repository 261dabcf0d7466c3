import { relative, resolve } from "node:path";
import { build, type Plugin } from "esbuild";

/** A page's script as one text, with the files it was made of. */
export interface BrowserScript {
  readonly text: string;
  /** Absolute paths, sorted: what to watch. */
  readonly inputs: readonly string[];
}

/** The suffix by which a Worker imports a script meant for the browser as text. */
const browserSuffix = "?browser";

/**
 * Bundles a browser entry point into one minified classic script. The same sources give the same
 * bytes: no timestamps, no paths, no source map.
 */
export async function bundleBrowserScript(entryPath: string): Promise<BrowserScript> {
  const result = await build({
    entryPoints: [entryPath],
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    target: "es2022",
    platform: "browser",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    loader: { ".css": "text" },
    logLevel: "silent",
  });
  const inputs = Object.keys(result.metafile.inputs).map((path) => resolve(path));
  return { text: result.outputFiles[0]?.text ?? "", inputs: inputs.sort() };
}

/**
 * Lets a Worker write `import script from "./widget/main.ts?browser"` and get the bundled script as
 * a string. Needed wherever a Worker is bundled by esbuild. The files such scripts are made of are
 * not in the outer build's metafile: they are added to `inputs`.
 */
export function browserScripts(inputs: Set<string> = new Set()): Plugin {
  return {
    name: "browser-scripts",
    setup(builder) {
      const root = builder.initialOptions.absWorkingDir ?? process.cwd();
      // Relative to the root, because esbuild writes the path into a comment of the bundle.
      builder.onResolve({ filter: /\?browser$/ }, (args) => ({
        path: relative(root, resolve(args.resolveDir, args.path.slice(0, -browserSuffix.length))),
        namespace: "browser-script",
      }));
      builder.onLoad({ filter: /.*/, namespace: "browser-script" }, async (args) => {
        const script = await bundleBrowserScript(resolve(root, args.path));
        for (const input of script.inputs) inputs.add(input);
        return { contents: script.text, loader: "text", watchFiles: [...script.inputs] };
      });
    },
  };
}
