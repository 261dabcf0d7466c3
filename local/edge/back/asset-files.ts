import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Blobs } from "../../blobs.ts";
import type { RuntimeVersion } from "../contract.ts";
import { assetKey } from "../fleet/assets.ts";
import { versionService } from "../fleet/names.ts";

/** The files of versions' static assets, as the KV namespace that the asset Worker reads them from. */
export class AssetFiles {
  readonly #blobs: Blobs;
  readonly #versions = new Map<string, Map<string, { blob: string; contentType: string }>>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  add(version: RuntimeVersion): void {
    const name = versionService(version);
    if (!version.assets || this.#versions.has(name)) return;
    const files = Object.values(version.assets.files);
    this.#versions.set(name, new Map(files.map((file) => [assetKey(file.blob), file])));
  }

  /** @param service the version's service, from the binding itself */
  handle(service: string, { url = "/" }: IncomingMessage, response: ServerResponse): void {
    const key = url.slice(1).split("?")[0] ?? "";
    const file = this.#versions.get(service)?.get(key);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "CF-KV-Metadata": JSON.stringify({ contentType: file.contentType }),
    });
    createReadStream(this.#blobs.path(file.blob)).pipe(response);
  }
}
