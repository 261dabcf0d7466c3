import { resolve } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type Plugin } from "vitest/config";
import { bundleBrowserScript } from "../../infra/browser-script.ts";

const root = resolve(import.meta.dirname, "../..");

/** What `browserScripts` is for esbuild. */
const browserScripts: Plugin = {
  name: "browser-scripts",
  enforce: "pre",
  async load(id) {
    if (!id.endsWith("?browser")) return null;
    const { text } = await bundleBrowserScript(id.slice(0, -"?browser".length));
    return `export default ${JSON.stringify(text)};`;
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    browserScripts,
    cloudflareTest(async () => ({
      main: resolve(root, "worker/collective-vision/index.ts"),
      remoteBindings: false,
      miniflare: {
        compatibilityDate: "2026-11-01",
        d1Databases: ["DB"],
        kvNamespaces: ["KV"],
        r2Buckets: ["ATTACHMENTS"],
        queueProducers: { QUEUE: "cv-queue-test" },
        bindings: {
          TEST_MIGRATIONS: await readD1Migrations(
            resolve(root, "worker/collective-vision/migrations"),
          ),
        },
      },
    })),
  ],
  test: {
    name: "worker",
    include: ["**/*.test.ts"],
  },
});
