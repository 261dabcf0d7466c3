import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Cloudflare from "cloudflare";
import { Hono } from "hono";
import { expect, onTestFinished } from "vitest";
import type { CloudContext } from "../../../../local/context.ts";
import type { DataPlane } from "../../../../local/data/contract.ts";
import { createDataPlane } from "../../../../local/data/data-plane.ts";
import { ApiError, failure } from "../../../../local/vendors/cloudflare/envelope.ts";
import type { StorageHooks } from "../../../../local/vendors/cloudflare/hooks.ts";
import { storageCoverage } from "../../../../local/vendors/cloudflare/storage/coverage.ts";
import { storageRoutes } from "../../../../local/vendors/cloudflare/storage/routes.ts";
import { storageSnapshot } from "../../../../local/vendors/cloudflare/storage/snapshot.ts";
import type { Vendor } from "../../../../local/vendors/vendor.ts";
import { startVendor, type VendorServer } from "../../support/vendor-server.ts";

export interface StorageApi {
  client: Cloudflare;
  account_id: string;
  server: VendorServer;
  data: DataPlane;
  /** Workers that exist, and what they bind: `queue:orders` → scripts. */
  workers: Set<string>;
  binders: Map<string, string[]>;
  /** How often the edge was asked to serve a change. */
  changes: number;
  /** Calls a path of the account without the SDK. */
  call(method: string, path: string, init?: RequestInit): Promise<Response>;
}

/** The storage routes alone, as a vendor behind the real gateway on a free port. */
export async function useStorageApi(): Promise<StorageApi> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-storage-"));
  const workers = new Set<string>();
  const binders = new Map<string, string[]>();
  const counted = { changes: 0 };
  const planes: DataPlane[] = [];
  const server = await startVendor((context) => {
    const data = createDataPlane(context, { directory });
    planes.push(data);
    return storageVendor(context, data, {
      async change(work) {
        counted.changes++;
        return context.store.transaction(work);
      },
      workerExists: (script) => workers.has(script),
      bindersOf: (type, resource) => binders.get(`${type}:${resource}`) ?? [],
    });
  });
  const [data] = planes;
  if (!data) throw new Error("The data plane was not created.");
  onTestFinished(async () => {
    data.close();
    await server.close();
    rmSync(directory, { recursive: true });
  });
  const account_id = server.context.settings.accountId;
  const client = new Cloudflare({ apiToken: "local-token", baseURL: server.url, maxRetries: 0 });
  return {
    client,
    account_id,
    server,
    data,
    workers,
    binders,
    get changes() {
      return counted.changes;
    },
    call: (method, path, init = {}) =>
      fetch(`${server.url}/accounts/${account_id}${path}`, {
        ...init,
        method,
        headers: { authorization: "Bearer local-token", ...(init.headers as object) },
      }),
  };
}

function storageVendor(context: CloudContext, data: DataPlane, hooks: StorageHooks): Vendor {
  const app = new Hono();
  app.route("/", storageRoutes(context, data, hooks));
  app.onError((error) => {
    if (error instanceof ApiError) return failure(error.status, error.code, error.message);
    throw error;
  });
  return {
    name: "cloudflare",
    mount: "/client/v4",
    hosts: {},
    coverage: storageCoverage,
    clicks: [],
    seed: () => undefined,
    fetch: (request) => app.fetch(request),
    credential: (request) => request.headers.get("authorization")?.slice("Bearer ".length),
    isPublic: (_method, path) => path.startsWith("/local/"),
    failure: (status, message) => failure(status, status, message),
    snapshot: () => storageSnapshot(context, data),
  };
}

/** What a refused call of the SDK says: status and the first error of the envelope. */
export async function refusalOf(call: PromiseLike<unknown>) {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Cloudflare.APIError)) throw error;
    const [first] = error.errors;
    return { status: error.status as number, code: first?.code, message: first?.message };
  }
  return expect.fail("The call was not refused.");
}
