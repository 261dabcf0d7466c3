import type { Blobs } from "../../blobs.ts";
import type { ModuleFile } from "../contract.ts";
import { type ConfigRecord, EmbeddedFile } from "../runtime/config.ts";

/** How workerd takes a module, by the MIME type that it was uploaded with. */
const kinds: Readonly<Record<string, string>> = {
  "application/javascript+module": "esModule",
  "application/javascript": "commonJsModule",
  "text/javascript": "esModule",
  "text/javascript+module": "esModule",
  "application/wasm": "wasm",
  "application/octet-stream": "data",
  "application/json": "json",
  "text/plain": "text",
  "text/html": "text",
  "text/css": "text",
  "text/sql": "text",
};

const SOURCE_MAP = "application/source-map";

/** workerd's name for the kind of a module; undefined when the local cloud cannot run it. */
export function moduleKind(contentType: string): string | undefined {
  return kinds[mimeType(contentType)];
}

export function mimeType(contentType: string): string {
  return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}

/** The modules that run: without source maps, the main one first. */
export function orderModules(
  mainModule: string,
  modules: readonly ModuleFile[],
): readonly ModuleFile[] {
  const code = modules.filter(({ contentType }) => mimeType(contentType) !== SOURCE_MAP);
  return [
    ...code.filter(({ name }) => name === mainModule),
    ...code.filter(({ name }) => name !== mainModule),
  ];
}

/** A module for workerd's configuration; its bytes stay in the blob store until workerd reads them. */
export function configModule(module: ModuleFile, blobs: Blobs): ConfigRecord {
  const kind = moduleKind(module.contentType) ?? "data";
  return { name: module.name, [kind]: new EmbeddedFile(blobs.path(module.blob)) };
}
