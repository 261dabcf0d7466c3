import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CloudSettings } from "../../../local/context.ts";
import { createDataPlane } from "../../../local/data/data-plane.ts";
import type { Envelope } from "../../../local/vendors/cloudflare/envelope.ts";
import { type Cloudflare, createCloudflare } from "../../../local/vendors/cloudflare/index.ts";
import { FakeEdge } from "./fake-edge.ts";
import { startVendor, type VendorServer } from "./vendor-server.ts";

export interface CloudflareServer extends VendorServer {
  cloudflare: Cloudflare;
  edge: FakeEdge;
  accountId: string;
  zoneId: string;
  /** Calls the API; a path that starts with `A` or `Z` is one of the account or the first zone. */
  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Envelope<T> & { status: number }>;
}

/** The emulated Cloudflare over an edge that runs nothing, behind the real gateway. */
async function startCloudflare(settings: Partial<CloudSettings> = {}): Promise<CloudflareServer> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-cloudflare-"));
  const parts: { cloudflare?: Cloudflare; edge?: FakeEdge } = {};
  const server = await startVendor((context) => {
    parts.edge = new FakeEdge((blob) => context.blobs.get(blob));
    const data = createDataPlane(context, { directory });
    parts.cloudflare = createCloudflare(context, parts.edge, data);
    return parts.cloudflare;
  }, settings);
  const { cloudflare, edge } = parts;
  if (!cloudflare || !edge) throw new Error("The vendor was not created.");
  await cloudflare.start();
  const { accountId, zones } = server.context.settings;
  const zoneId = zones[0]?.id ?? "";
  return {
    ...server,
    cloudflare,
    edge,
    accountId,
    zoneId,
    call: (method, path, body) => {
      const url = path.replace(/^A/, `/accounts/${accountId}`).replace(/^Z/, `/zones/${zoneId}`);
      return call(`${server.url}${url}`, method, body);
    },
    close: async () => {
      cloudflare.close();
      await server.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** `startCloudflare` that is closed when the calling test has finished. */
export async function useCloudflare(
  settings: Partial<CloudSettings> = {},
): Promise<CloudflareServer> {
  const server = await startCloudflare(settings);
  onTestFinished(() => server.close());
  return server;
}

async function call<T>(
  url: string,
  method: string,
  body: unknown,
): Promise<Envelope<T> & { status: number }> {
  const isRaw = body === undefined || body instanceof FormData || typeof body === "string";
  const response = await fetch(url, {
    method,
    headers: { authorization: "Bearer local-test" },
    body: isRaw ? ((body as string | FormData | undefined) ?? null) : JSON.stringify(body),
  });
  return { ...((await response.json()) as Envelope<T>), status: response.status };
}
