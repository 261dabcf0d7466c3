import type { CloudContext } from "../../context.ts";
import type { DataPlane } from "../../data/contract.ts";
import type { Edge, VersionSource } from "../../edge/contract.ts";
import type { Vendor } from "../vendor.ts";
import { createApp } from "./app.ts";
import { createClicks } from "./clicks.ts";
import type { ControlPlane } from "./control-plane.ts";
import { coverage } from "./coverage.ts";
import { failure } from "./envelope.ts";
import type { StorageHooks } from "./hooks.ts";
import { seed } from "./seed.ts";
import { Serving } from "./serving.ts";
import { snapshot } from "./snapshot.ts";
import { storageRoutes } from "./storage/routes.ts";
import { storageSnapshot } from "./storage/snapshot.ts";
import { openTables } from "./tables.ts";
import { versionSource } from "./version-source.ts";
import { TailSockets } from "./workers/tail/tail-sockets.ts";
import { workerNamed } from "./workers/worker/model.ts";
import { bindersOf } from "./workers/worker/references.ts";

const CLOUDFLARE_MOUNT = "/client/v4";

export interface Cloudflare extends Vendor, VersionSource {
  /** Makes the edge serve what is stored. @returns what could not be served, if anything. */
  start(): Promise<string | undefined>;
  close(): void;
}

/**
 * The emulated Cloudflare v4 API. It owns what Workers are: every change that the edge must serve
 * is acknowledged when the edge serves it.
 */
export function createCloudflare(context: CloudContext, edge: Edge, data: DataPlane): Cloudflare {
  const serving = new Serving(context, edge);
  const plane: ControlPlane = {
    context,
    tables: openTables(context.store),
    edge,
    data,
    serving,
  };
  const app = createApp(plane, CLOUDFLARE_MOUNT, storageRoutes(context, data, storageHooks(plane)));
  const tails = new TailSockets(plane);
  return {
    name: "cloudflare",
    mount: CLOUDFLARE_MOUNT,
    hosts: { "api.cloudflare.com": "" },
    coverage,
    clicks: createClicks(plane),
    seed: () => seed(plane),
    fetch: (request) => app.fetch(request),
    credential,
    isPublic: (method, path) => isPresigned(method, path),
    failure: vendorFailure,
    upgrade: (request, socket, head) => tails.upgrade(request, socket, head),
    snapshot: () => ({ ...snapshot(plane), storage: storageSnapshot(context, data) }),
    versionByPrefix: versionSource(context).versionByPrefix,
    start: () => serving.start(),
    close: () => tails.close(),
  };
}

function storageHooks(plane: ControlPlane): StorageHooks {
  return {
    change: (work) => plane.serving.change(work),
    workerExists: (script) => workerNamed(plane, script) !== undefined,
    bindersOf: (type, resource) => bindersOf(plane, type, resource),
  };
}

/** The global key before the token: clients that know both send both, and a real one is refused. */
function credential({ headers }: Request): string | undefined {
  const globalKey = headers.get("x-auth-key");
  if (globalKey !== null) return globalKey;
  const [scheme, token] = headers.get("authorization")?.split(/\s+/, 2) ?? [];
  return scheme?.toLowerCase() === "bearer" ? token : undefined;
}

/** URLs of D1's import and export carry an unguessable id instead of a credential. */
function isPresigned(method: string, path: string): boolean {
  return (
    (method === "PUT" && path.startsWith("/local/d1/uploads/")) ||
    (method === "GET" && path.startsWith("/local/d1/exports/"))
  );
}

/** @see https://developers.cloudflare.com/fundamentals/api/troubleshooting/ */
function vendorFailure(
  status: number,
  message: string,
  { retryAfterSeconds }: { retryAfterSeconds?: number } = {},
): Response {
  const codes: Record<number, number> = { 401: 10000, 403: 10000, 429: 971 };
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return failure(status, codes[status] ?? 10013, message, headers);
}
