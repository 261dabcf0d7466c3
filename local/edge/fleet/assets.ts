import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { RuntimeVersion, StaticAssets } from "../contract.ts";
import { EmbeddedFile, type WorkerdService } from "../runtime/config.ts";
import { parseHeaderRules, parseRedirectRules } from "./asset-rules.ts";
import { type BackAddress, backExternal } from "./back-service.ts";
import { versionService } from "./names.ts";

/**
 * Static assets are served by Cloudflare's own two Workers: a router, which decides between assets
 * and the user's Worker, and the asset Worker. Both come as files of the `miniflare` package, which
 * is not imported.
 */
const workers = join(
  dirname(createRequire(import.meta.url).resolve("miniflare")),
  "workers",
  "assets",
);

const HEADER_BYTES = 20;
const ENTRY_BYTES = 40;
const HASH_BYTES = 16;

export function assetService(version: RuntimeVersion): string {
  return `assets:${versionService(version)}`;
}

export function routerService(version: RuntimeVersion): string {
  return `router:${versionService(version)}`;
}

/** The services that serve the assets of a version in front of its Worker. */
export function assetServices(
  version: RuntimeVersion,
  assets: StaticAssets,
  back: BackAddress,
): WorkerdService[] {
  const storage = `asset-files:${versionService(version)}`;
  return [
    backExternal(storage, back, "asset", versionService(version)),
    {
      name: assetService(version),
      worker: {
        compatibilityDate: "2024-07-31",
        compatibilityFlags: ["nodejs_compat", "enable_ctx_exports"],
        modules: [
          { name: "assets.js", esModule: new EmbeddedFile(join(workers, "assets.worker.js")) },
        ],
        bindings: [
          { name: "ASSETS_KV_NAMESPACE", kvNamespace: { name: storage } },
          { name: "ASSETS_MANIFEST", data: encodeManifest(assets) },
          { name: "CONFIG", json: JSON.stringify(assetConfig(version, assets)) },
        ],
      },
    },
    {
      name: routerService(version),
      worker: {
        compatibilityDate: "2024-07-31",
        compatibilityFlags: ["nodejs_compat", "no_nodejs_compat_v2", "enable_ctx_exports"],
        modules: [
          { name: "router.js", esModule: new EmbeddedFile(join(workers, "router.worker.js")) },
        ],
        bindings: [
          { name: "ASSET_WORKER", service: { name: assetService(version) } },
          { name: "USER_WORKER", service: { name: versionService(version) } },
          { name: "CONFIG", json: JSON.stringify(routerConfig(version, assets)) },
        ],
      },
    },
  ];
}

/** The key under which the asset Worker asks for a file: as long as the manifest has room for. */
export function assetKey(blob: string): string {
  return blob.slice(0, HASH_BYTES * 2);
}

/** Pairs of hashes of path and content, sorted by path hash, as the asset Worker searches them. */
function encodeManifest({ files }: StaticAssets): Uint8Array {
  const entries = Object.entries(files)
    .map(([path, { blob }]) => ({
      path: createHash("sha256").update(path).digest().subarray(0, HASH_BYTES),
      content: Buffer.from(assetKey(blob), "hex"),
    }))
    .sort((a, b) => Buffer.compare(a.path, b.path));
  const manifest = new Uint8Array(HEADER_BYTES + entries.length * ENTRY_BYTES);
  for (const [index, { path, content }] of entries.entries()) {
    manifest.set(path, HEADER_BYTES + index * ENTRY_BYTES);
    manifest.set(content, HEADER_BYTES + index * ENTRY_BYTES + HASH_BYTES);
  }
  return manifest;
}

function assetConfig(version: RuntimeVersion, { config }: StaticAssets): object {
  return {
    compatibility_date: version.compatibilityDate,
    compatibility_flags: version.compatibilityFlags,
    html_handling: config.html_handling,
    not_found_handling: config.not_found_handling,
    redirects: parseRedirectRules(config._redirects),
    headers: parseHeaderRules(config._headers),
    has_static_routing: Array.isArray(config.run_worker_first),
  };
}

function routerConfig(version: RuntimeVersion, { config }: StaticAssets): object {
  const first = config.run_worker_first;
  const rules = Array.isArray(first) ? first.map(String) : undefined;
  return {
    has_user_worker: version.mainModule !== "",
    invoke_user_worker_ahead_of_assets: first === true || config.serve_directly === false,
    ...(rules && {
      static_routing: {
        user_worker: rules.filter((rule) => !rule.startsWith("!")),
        asset_worker: rules.filter((rule) => rule.startsWith("!")).map((rule) => rule.slice(1)),
      },
    }),
  };
}
