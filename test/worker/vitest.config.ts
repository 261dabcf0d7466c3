import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type Plugin } from "vitest/config";
import { bundleBrowserScript } from "../../infra/browser-script.ts";
import { filesAtOnce } from "../parallelism.ts";

const worker = resolve(import.meta.dirname, "../../worker/collective-vision");

const textModule = "\0text:";

/** What the program's bundler makes of stylesheets and of `?browser` scripts: texts. */
const textModules: Plugin = {
  name: "text-modules",
  enforce: "pre",
  resolveId(source, importer) {
    if (!importer || !/\.css$|\?browser$/.test(source)) return undefined;
    // The ending keeps Vite's own treatment of stylesheets away.
    return `${textModule}${resolve(dirname(importer), source)}.js`;
  },
  async load(id) {
    if (!id.startsWith(textModule)) return undefined;
    const text = await readText(id.slice(textModule.length, -".js".length));
    return `export default ${JSON.stringify(text)};`;
  },
};

async function readText(path: string): Promise<string> {
  if (!path.endsWith("?browser")) return readFile(path, "utf8");
  return (await bundleBrowserScript(path.slice(0, -"?browser".length))).text;
}

/** Workers' tests run inside workerd, with its own D1, KV, R2 and rate limiter. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    textModules,
    cloudflareTest(async () => ({
      main: resolve(worker, "index.ts"),
      remoteBindings: false,
      miniflare: {
        compatibilityDate: "2026-11-01",
        cf: false,
        d1Databases: ["DB"],
        kvNamespaces: ["KV"],
        r2Buckets: ["ATTACHMENTS"],
        ratelimits: {
          RATE_LIMITER: { namespace_id: "1", simple: { limit: 100, period: 60 } },
        },
        bindings: { TEST_MIGRATIONS: await readD1Migrations(resolve(worker, "migrations")) },
      },
    })),
  ],
  test: {
    name: "worker",
    include: ["**/*.test.ts"],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: filesAtOnce,
  },
});
