import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Dispatcher, fetch } from "undici";
import { EngineError } from "./errors.ts";
import { type Report, withProgress } from "./progress.ts";
import { runTool } from "./run-tool.ts";
import { ENGINE_VERSION } from "./version.ts";

/**
 * Where a release is published. The checksums come from another host than the archive, so that one
 * host alone cannot pass a changed archive off.
 */
export interface ReleaseSource {
  archiveBase: string;
  checksumsBase: string;
  /** A machine without network should know it soon; a slow one still answers within this. */
  answerTimeoutMs: number;
}

export const officialRelease: ReleaseSource = {
  archiveBase: "https://get.pulumi.com/releases/sdk",
  checksumsBase: `https://github.com/pulumi/pulumi/releases/download/v${ENGINE_VERSION}`,
  answerTimeoutMs: 5_000,
};

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
const BYTES_PER_MB = 1_000_000;

/** The archive's file name on this machine; undefined where Pulumi publishes none that we can use. */
export function archiveName(platform: NodeJS.Platform, architecture: string): string | undefined {
  const hasRelease =
    (platform === "linux" || platform === "darwin") && /^(x64|arm64)$/.test(architecture);
  return hasRelease ? `pulumi-v${ENGINE_VERSION}-${platform}-${architecture}.tar.gz` : undefined;
}

/** The SHA-256 (hex) of `name` in a `sha256sum` listing; undefined if it is not listed. */
export function checksumOf(listing: string, name: string): string | undefined {
  for (const line of listing.split("\n")) {
    const [digest, file] = line.trim().split(/\s+\*?/);
    if (file === name && digest !== undefined && /^[0-9a-f]{64}$/i.test(digest)) {
      return digest.toLowerCase();
    }
  }
  return undefined;
}

interface Connection {
  fetch: typeof fetch;
  dispatcher: Dispatcher;
  answerTimeoutMs: number;
  report: Report;
  signal?: AbortSignal | undefined;
}

/**
 * Downloads the release, checks it and unpacks its programs into `directory`.
 * @throws EngineError `checksum-mismatch`; any other error means that there is no way to it.
 */
export async function installRelease(
  source: ReleaseSource,
  name: string,
  directory: string,
  options: { report: Report; signal?: AbortSignal | undefined },
): Promise<void> {
  const archive = join(directory, name);
  // Most starts download nothing, and loading this takes a fifth of a second.
  const { EnvHttpProxyAgent, fetch } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent();
  const connection = { ...options, fetch, dispatcher, answerTimeoutMs: source.answerTimeoutMs };
  try {
    const expected = await publishedChecksum(source, name, connection);
    await download(`${source.archiveBase}/${name}`, archive, connection);
    await verify(archive, expected);
  } finally {
    await dispatcher.destroy();
  }
  const args = ["-xzf", archive, "-C", directory, "--strip-components=1"];
  const { exitCode, stderrTail } = await runTool("tar", args, { signal: options.signal });
  if (exitCode !== 0) throw new Error(`tar could not unpack ${name}: ${stderrTail.join(" ")}`);
  rmSync(archive);
}

async function publishedChecksum(
  source: ReleaseSource,
  name: string,
  connection: Connection,
): Promise<string> {
  const url = `${source.checksumsBase}/pulumi-${ENGINE_VERSION}-checksums.txt`;
  const response = await get(url, connection);
  const checksum = checksumOf(await response.text(), name);
  if (checksum === undefined) throw new Error(`${url} has no checksum of ${name}`);
  return checksum;
}

async function get(url: string, connection: Connection) {
  const { fetch, dispatcher, answerTimeoutMs, signal } = connection;
  const answered = new AbortController();
  const noAnswer = new Error(`no answer within ${answerTimeoutMs} ms`);
  const timer = setTimeout(() => answered.abort(noAnswer), answerTimeoutMs);
  const signals = [answered.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)];
  if (signal !== undefined) signals.push(signal);
  try {
    const response = await fetch(url, { dispatcher, signal: AbortSignal.any(signals) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response;
  } catch (error) {
    throw new Error(`${url}: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function download(url: string, path: string, connection: Connection): Promise<void> {
  const response = await get(url, connection);
  if (response.body === null) throw new Error(`${url}: an empty answer`);
  const totalBytes = Number(response.headers.get("content-length"));
  let receivedBytes = 0;
  const body = Readable.fromWeb(response.body).on("data", (chunk: Buffer) => {
    receivedBytes += chunk.length;
  });
  const describe = () => `${toMegabytes(receivedBytes)} of ${toMegabytes(totalBytes)} MB`;
  await withProgress(
    { label: "Downloading the Pulumi engine", report: connection.report, describe },
    () => pipeline(body, createWriteStream(path)),
  );
}

async function verify(archive: string, expected: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(archive), hash);
  const actual = hash.digest("hex");
  if (actual === expected) return;
  throw new EngineError(
    "checksum-mismatch",
    `The downloaded Pulumi engine has the SHA-256 ${actual}, published is ${expected}. It was thrown away.`,
    { hint: "Try again. If it happens again, something between you and Pulumi changes downloads." },
  );
}

function toMegabytes(bytes: number): string {
  return (bytes / BYTES_PER_MB).toFixed(0);
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
