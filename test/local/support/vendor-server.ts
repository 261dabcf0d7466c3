import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HttpBindings } from "@hono/node-server";
import { createAdaptorServer } from "@hono/node-server";
import { onTestFinished } from "vitest";
import { Blobs } from "../../../local/blobs.ts";
import type { CloudContext, CloudSettings } from "../../../local/context.ts";
import { defaultSettings } from "../../../local/context.ts";
import { Faults } from "../../../local/faults.ts";
import { Gateway } from "../../../local/gateway.ts";
import { Journal } from "../../../local/journal.ts";
import { Operations } from "../../../local/operations.ts";
import { Store } from "../../../local/store.ts";
import type { Vendor } from "../../../local/vendors/vendor.ts";
import { countingIds, ManualClock } from "./fixed-context.ts";

export interface VendorServer {
  vendor: Vendor;
  context: CloudContext;
  clock: ManualClock;
  journal: Journal;
  faults: Faults;
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  /** The origin with the vendor's mount: `http://127.0.0.1:PORT/api/v3`. */
  url: string;
  close(): Promise<void>;
}

/** Serves one seeded vendor, state in memory, behind the real gateway on a free loopback port. */
export async function startVendor(
  create: (context: CloudContext) => Vendor,
  settings: Partial<CloudSettings> = {},
): Promise<VendorServer> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-vendor-"));
  const store = new Store(":memory:");
  const clock = new ManualClock();
  const context: CloudContext = {
    store,
    blobs: new Blobs(directory),
    clock,
    ids: countingIds(),
    settings: { ...defaultSettings, ...settings },
    apiOrigin: () => origin,
    edgeOrigin: () => "http://127.0.0.1:1",
  };
  const vendor = create(context);
  vendor.seed();
  const journal = new Journal(store, clock);
  const faults = new Faults(store, context.ids);
  const gateway = new Gateway([vendor], journal, faults, new Operations(store));
  const server = createAdaptorServer({
    fetch: (request, bindings) =>
      gateway.vendorOf(new URL(request.url).pathname) === undefined
        ? new Response(`No vendor answers ${request.url}.`, { status: 404 })
        : gateway.handle(vendor, request, bindings as HttpBindings),
  });
  server.on("upgrade", (request, socket, head) => {
    if (!vendor.upgrade?.(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    store.close();
    rmSync(directory, { recursive: true });
  };
  return {
    vendor,
    context,
    clock,
    journal,
    faults,
    origin,
    url: origin + vendor.mount,
    close,
  };
}

/** `startVendor` that is closed when the calling test has finished. */
export async function useVendor(
  create: (context: CloudContext) => Vendor,
  settings: Partial<CloudSettings> = {},
): Promise<VendorServer> {
  const server = await startVendor(create, settings);
  onTestFinished(() => server.close());
  return server;
}
