import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { isObject, type PlainObject, unknown } from "../grpc/property-value.ts";
import type { Files } from "../resource.ts";
import { any, object, text } from "../schema/property.ts";
import type { CloudflareClient } from "./client.ts";
import { absolutePath, sha256 } from "./worker-modules.ts";

/** Assets are never read back: the state keeps what was uploaded. */
export const assets = object(
  {
    assetManifestSha256: text({ kept: true, replaces: true, unsent: true }),
    config: object(
      { htmlHandling: text(), notFoundHandling: text(), runWorkerFirst: any() },
      { replaces: true },
    ),
    directory: text({ unsent: true }),
    jwt: text({ secret: true, replaces: true }),
  },
  { unread: true },
);

const IGNORED = new Set([".assetsignore"]);
/** The first digits of a file's SHA-256 that the API takes as its hash. */
const HASH_DIGITS = 32;

interface AssetFile {
  /** `/index.html` */
  path: string;
  file: string;
  hash: string;
  size: number;
}

/** Notes the hash of all files of the assets' folder, so that a changed file is a new version. */
export function hashAssets(planned: PlainObject, { workingDirectory }: Files): PlainObject {
  const { assets: given } = planned;
  if (!isObject(given)) return planned;
  const { directory } = given as PlainObject;
  if (directory === undefined) return planned;
  const assetManifestSha256 =
    typeof directory === "string"
      ? sha256(JSON.stringify(manifestOf(listAssets(absolutePath(directory, workingDirectory)))))
      : unknown;
  return { ...planned, assets: { ...(given as PlainObject), assetManifestSha256 } };
}

/**
 * Uploads what the account does not have yet.
 *
 * @param scriptName the Worker's name; the state only has its id.
 * @returns the completion token that a version is made with.
 */
export async function uploadAssets(
  api: CloudflareClient,
  account: string,
  scriptName: string,
  folder: string,
): Promise<string> {
  const files = listAssets(folder);
  const session = (await api.request(
    "POST",
    `/accounts/${account}/workers/scripts/${scriptName}/assets-upload-session`,
    { body: { manifest: manifestOf(files) } },
  )) as { jwt: string; buckets?: string[][] };
  const byHash = new Map(files.map((file) => [file.hash, file]));
  let token = session.jwt;
  for (const bucket of session.buckets ?? []) {
    const form = new FormData();
    for (const hash of bucket) appendFile(form, byHash.get(hash));
    const path = `/accounts/${account}/workers/assets/upload?base64=true`;
    const answer = (await api.upload(path, form, session.jwt)) as { jwt?: string } | null;
    token = answer?.jwt ?? token;
  }
  return token;
}

function appendFile(form: FormData, file: AssetFile | undefined): void {
  if (file === undefined) return;
  const type = contentTypes[extname(file.file)] ?? "application/octet-stream";
  const content = new Blob([readFileSync(file.file).toString("base64")], { type });
  // The vendor's provider sends the absolute local path too (observed).
  form.append(file.hash, content, file.file);
}

function manifestOf(files: readonly AssetFile[]): Record<string, { hash: string; size: number }> {
  return Object.fromEntries(files.map(({ path, hash, size }) => [path, { hash, size }]));
}

function listAssets(folder: string): AssetFile[] {
  const names = readFolder(folder).filter((name) => !IGNORED.has(name));
  return names.toSorted().map((name) => {
    const bytes = readFileSync(join(folder, name));
    const digest = createHash("sha256").update(bytes).digest("hex");
    const path = `/${name.split(sep).join("/")}`;
    return {
      path,
      file: join(folder, name),
      hash: digest.slice(0, HASH_DIGITS),
      size: bytes.length,
    };
  });
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch (cause) {
    throw new Error(
      `The assets' folder ${folder} cannot be read. Build the assets before a preview.`,
      {
        cause,
      },
    );
  }
}

const contentTypes: Record<string, string> = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".html": "text/html",
  ".ico": "image/vnd.microsoft.icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".map": "application/json",
  ".mjs": "text/javascript",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};
