import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Blobs } from "../../../local/blobs.ts";
import type {
  Edge,
  RuntimeScript,
  RuntimeState,
  RuntimeVersion,
  WireBinding,
} from "../../../local/edge/contract.ts";
import { createEdge, type EdgeOptions } from "../../../local/edge/edge.ts";

const ACCOUNT = "10ca1c10ad0000000000000000000001";

export interface TestEdge {
  edge: Edge;
  /** An uploaded version; `code` is its main module, or all its modules by name. */
  version(
    script: string,
    code: string | Record<string, Upload>,
    more?: VersionParts,
  ): RuntimeVersion;
  /** Request to the edge for a host, without asking any resolver. */
  get(url: string, init?: RequestParts): Promise<Answer>;
  /** What the edge logged, one line per entry. */
  logs: string[];
  versions: RuntimeVersion[];
  close(): Promise<void>;
  /** Closes the edge and starts another one on the same folder. */
  restart(): Promise<void>;
}

export interface Upload {
  contentType: string;
  content: string | Uint8Array;
}

export interface VersionParts {
  bindings?: readonly WireBinding[];
  assets?: { files: Record<string, string>; config?: Record<string, unknown> };
  compatibilityDate?: string;
  compatibilityFlags?: readonly string[];
  mainModule?: string;
  tag?: string;
}

export interface RequestParts {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

let uploads = 0;

/** An edge on a free port, with a folder of its own. */
export async function startEdge(options: Partial<EdgeOptions> = {}): Promise<TestEdge> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-edge-"));
  const blobs = new Blobs(join(directory, "blobs"));
  const logs: string[] = [];
  const versions: RuntimeVersion[] = [];
  const start = () =>
    createEdge({
      port: 0,
      stateDirectory: join(directory, "edge"),
      blobs,
      workersSubdomain: "acme",
      versions: {
        versionByPrefix: (script, prefix) =>
          versions.find((version) => version.script === script && version.id.startsWith(prefix)),
      },
      log: (level, message) => logs.push(`${level} ${message}`),
      limits: { drainMs: 3_000, lingerMs: 0, ...options.limits },
      ...options,
    });
  const test: TestEdge = {
    edge: await start(),
    logs,
    versions,
    version: (script, code, parts = {}) => {
      const version = upload(blobs, script, code, parts);
      versions.push(version);
      return version;
    },
    get: (url, init) => get(test.edge.origin, url, init),
    close: async () => {
      await test.edge.close();
      rmSync(directory, { recursive: true, force: true });
    },
    restart: async () => {
      await test.edge.close();
      test.edge = await start();
    },
  };
  return test;
}

function upload(
  blobs: Blobs,
  script: string,
  code: string | Record<string, Upload>,
  { bindings = [], assets, tag = "", ...rest }: VersionParts,
): RuntimeVersion {
  uploads++;
  const modules = typeof code === "string" ? { "index.js": esModule(code) } : code;
  return {
    accountId: ACCOUNT,
    script,
    id: randomUUID(),
    tag,
    createdOn: new Date(Date.UTC(2026, 0, 1) + uploads * 1000).toISOString(),
    mainModule: rest.mainModule ?? "index.js",
    modules: Object.entries(modules).map(([name, { contentType, content }]) => ({
      name,
      contentType,
      blob: blobs.put(Buffer.from(content)),
    })),
    compatibilityDate: rest.compatibilityDate ?? "2026-11-01",
    compatibilityFlags: rest.compatibilityFlags ?? [],
    bindings: [{ type: "version_metadata", name: "VERSION" }, ...bindings],
    assets: assets
      ? {
          config: assets.config ?? {},
          files: Object.fromEntries(
            Object.entries(assets.files).map(([path, content]) => [
              path,
              { blob: blobs.put(Buffer.from(content)), contentType: contentTypeOf(path) },
            ]),
          ),
        }
      : null,
  };
}

export function esModule(content: string): Upload {
  return { contentType: "application/javascript+module", content };
}

function contentTypeOf(path: string): string {
  if (path.endsWith(".html")) return "text/html";
  return path.endsWith(".js") ? "text/javascript" : "text/plain";
}

/** A Worker that is served by its workers.dev name, at 100 % of its only version unless told. */
export function script(
  versions: RuntimeVersion | readonly [RuntimeVersion, number][],
  parts: Partial<RuntimeScript> = {},
): RuntimeScript {
  const split = "id" in versions ? [[versions, 100] as const] : versions;
  return {
    accountId: ACCOUNT,
    name: split[0]?.[0].script ?? "",
    split: split.map(([version, percentage]) => ({ version, percentage })),
    workersDev: { enabled: true, previewsEnabled: true },
    durableObjects: [],
    crons: [],
    tailConsumers: [],
    ...parts,
  };
}

export function state(
  scripts: readonly RuntimeScript[],
  parts: Partial<RuntimeState> = {},
): RuntimeState {
  return {
    scripts,
    routes: [],
    customDomains: [],
    queueConsumers: [],
    pausedQueues: [],
    ...parts,
  };
}

/** A Worker that answers with the given text and the id of its version. */
export function answering(content: string): string {
  return `export default { fetch(request, env) { return new Response(${JSON.stringify(content)} + " " + env.VERSION.id); } };`;
}

async function get(origin: string, url: string, init: RequestParts = {}): Promise<Answer> {
  const { host, pathname, search } = new URL(url);
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        path: pathname + search,
        method: init.method ?? "GET",
        headers: { ...init.headers, host },
      },
      (response) => {
        text(response)
          .then((body) =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          )
          .catch(reject);
      },
    );
    request.once("error", reject);
    request.end(init.body);
  });
}
