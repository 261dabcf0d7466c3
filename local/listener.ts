import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import { getRequestListener } from "@hono/node-server";
import { LocalCloudError } from "./errors.ts";
import type { Gateway } from "./gateway.ts";
import { keepsIdleConnections } from "./idle-connections.ts";
import { refusePage } from "./page-refusal.ts";

const LOOPBACK = "127.0.0.1";

export interface ApiListener {
  port: number;
  close(): Promise<void>;
}

/**
 * The one listener of all emulated vendors and of the local cloud's own pages and API. It binds
 * loopback only and refuses what pages of other sites make a browser send.
 * @param port 0 for a free one.
 * @throws LocalCloudError `port-in-use`.
 */
export async function listenApi(
  port: number,
  gateway: Gateway,
  own: (request: Request) => Response | Promise<Response>,
): Promise<ApiListener> {
  const answer = getRequestListener(
    async (request, bindings) => {
      const http = bindings as HttpBindings;
      const vendor = gateway.vendorOf(new URL(request.url).pathname);
      const refusal = refusePage(http.incoming, vendor !== undefined);
      if (refusal) return new Response(`${refusal.message}\n`, { status: refusal.status });
      return vendor ? gateway.handle(vendor, request, http) : own(request);
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer(
    keepsIdleConnections,
    (incoming, outgoing) => void answer(incoming, outgoing),
  );
  const upgraded = new Set<Duplex>();
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
    const vendor = gateway.vendorOf(incoming.url ?? "/");
    if (!vendor?.upgrade || refusePage(incoming, true)) return socket.destroy();
    incoming.url = (incoming.url ?? "/").slice(vendor.mount.length) || "/";
    if (!vendor.upgrade(incoming, socket, head)) socket.destroy();
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      reject(
        new LocalCloudError("port-in-use", `Port ${port} of ${LOOPBACK} is taken.`, {
          hint: "Choose another with `--port N` (the edge takes N+1), or stop what listens there.",
          cause: error,
        }),
      );
    });
    server.listen(port, LOOPBACK, resolve);
  });
}
