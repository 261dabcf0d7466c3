import { extname } from "node:path";
import type { ControlPlane } from "../../control-plane.ts";
import { ApiError } from "../../envelope.ts";
import type { AssetSessionRow, AssetsRow } from "../../tables.ts";

/** @see https://developers.cloudflare.com/workers/platform/limits/#static-assets */
const MAX_FILES = 100_000;
const MAX_FILE_BYTES = 25 * 1024 * 1024;
const BUCKET_SIZE = 50;

/** @throws ApiError 10021 for a manifest over its limits. assumption: the code. */
export function openAssetSession(
  { tables, context }: ControlPlane,
  manifest: AssetSessionRow["manifest"],
): { session: AssetSessionRow; buckets: string[][] } {
  checkManifest(manifest);
  const token = `local-upload-${context.ids.hex(16)}`;
  const session = tables.assetSessions.put(token, {
    token,
    completionToken: `local-assets-${context.ids.hex(16)}`,
    manifest,
  });
  return { session, buckets: inBuckets(missingHashes({ tables }, manifest)) };
}

function checkManifest(manifest: AssetSessionRow["manifest"]): void {
  const files = Object.entries(manifest);
  if (files.length > MAX_FILES) {
    throw invalidAssets(`${files.length} files; the limit is ${MAX_FILES}.`);
  }
  for (const [path, { hash, size }] of files) {
    if (!path.startsWith("/")) throw invalidAssets(`path "${path}" must start with "/".`);
    if (!/^[0-9a-f]{32}$/.test(hash)) {
      throw invalidAssets(`hash "${hash}" of ${path} must be 32 hex digits.`);
    }
    if (size > MAX_FILE_BYTES) {
      throw invalidAssets(`${path} has ${size} bytes; the limit is ${MAX_FILE_BYTES}.`);
    }
  }
}

/** Hashes whose files were never uploaded to the account. */
function missingHashes(
  { tables }: Pick<ControlPlane, "tables">,
  manifest: AssetSessionRow["manifest"],
): string[] {
  const hashes = new Set(Object.values(manifest).map(({ hash }) => hash));
  return [...hashes].filter((hash) => tables.assets.get(hash) === undefined);
}

function inBuckets(hashes: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(hashes.length / BUCKET_SIZE) }, (_, index) =>
    hashes.slice(index * BUCKET_SIZE, (index + 1) * BUCKET_SIZE),
  );
}

/**
 * Stores files of a session.
 * @returns the completion token when the manifest is complete, else undefined.
 */
export function storeAssets(
  plane: ControlPlane,
  session: AssetSessionRow,
  files: readonly { hash: string; contentType: string | null; bytes: Uint8Array }[],
): string | undefined {
  const { tables, context } = plane;
  const known = new Set(Object.values(session.manifest).map(({ hash }) => hash));
  for (const { hash, contentType, bytes } of files) {
    if (!known.has(hash)) throw invalidAssets(`hash "${hash}" is not in the manifest.`);
    tables.assets.put(hash, { blob: context.blobs.put(bytes), contentType });
  }
  return missingHashes(plane, session.manifest).length === 0 ? session.completionToken : undefined;
}

/** @throws ApiError for a token that stands for no complete upload. */
export function assetsOf(
  plane: ControlPlane,
  completionToken: string,
  config: Record<string, unknown>,
): AssetsRow {
  const { tables } = plane;
  const session = tables.assetSessions.find((each) => each.completionToken === completionToken);
  if (!session || missingHashes(plane, session.manifest).length > 0) {
    throw invalidAssets("the completion token is unknown or its upload is not complete.");
  }
  const files = Object.entries(session.manifest).flatMap(([path, { hash }]) => {
    const asset = tables.assets.get(hash);
    if (!asset) return [];
    return [[path, { blob: asset.blob, contentType: asset.contentType ?? contentTypeOf(path) }]];
  });
  return { files: Object.fromEntries(files), config };
}

/** For uploaders that name no type. */
const contentTypes: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".gif": "image/gif",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

function contentTypeOf(path: string): string {
  return contentTypes[extname(path).toLowerCase()] ?? "application/octet-stream";
}

function invalidAssets(problem: string): ApiError {
  return new ApiError(400, 10021, `Invalid static assets: ${problem}`);
}
