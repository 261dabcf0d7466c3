import { createHash } from "node:crypto";
import type { Blobs } from "../../../../blobs.ts";
import type { ModuleFile } from "../../../../edge/contract.ts";

/**
 * A Worker may be static assets alone. The edge runs modules, so such a version gets this one,
 * which answers what no asset does.
 */
const source = 'export default { fetch: () => new Response("Not Found", { status: 404 }) };\n';

export const ASSETS_ONLY_MODULE = "assets-only.js";

export const assetsOnlyModules: readonly ModuleFile[] = [
  {
    name: ASSETS_ONLY_MODULE,
    contentType: "application/javascript+module",
    blob: createHash("sha256").update(source).digest("hex"),
  },
];

/** Makes sure that the module's bytes are in the blob store. */
export function storeAssetsOnlyModule(blobs: Blobs): void {
  blobs.put(Buffer.from(source));
}
