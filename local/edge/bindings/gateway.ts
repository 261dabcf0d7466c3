import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DataPlane } from "../../data/contract.ts";
import { keepsIdleConnections } from "../../idle-connections.ts";
import { aiWire } from "./ai-wire.ts";
import { d1Wire } from "./d1-wire.ts";
import { KEY_HEADER, RESOURCE_HEADER, TYPE_HEADER } from "./headers.ts";
import { kvWire } from "./kv-wire.ts";
import { missingResource } from "./missing-resource.ts";
import { queueWire } from "./queue-wire.ts";
import { r2Wire } from "./r2-wire.ts";
import { vectorizeWire } from "./vectorize-wire.ts";
import { readBody, refusal, respond, type WireHandler } from "./wire.ts";

/** Where workerd finds the stores. */
export interface GatewayAddress {
  port: number;
  /** Injected into every call, so that no web page and no other process can write to the stores. */
  key: string;
}

export interface BindingGateway {
  readonly address: GatewayAddress;
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** 0 for a free one. */
  port?: number;
  /** Whether a binding's resource is there; a call of one that was deleted is refused. */
  exists?: (type: string, resource: string) => boolean;
}

/** Serves the data plane to workerd on a loopback port, in workerd's own internal protocols. */
export async function listenBindingGateway(
  data: DataPlane,
  options: GatewayOptions = {},
): Promise<BindingGateway> {
  const key = randomBytes(16).toString("hex");
  const handle = createHandler(data, key, options.exists ?? (() => true));
  const server = createServer(
    keepsIdleConnections,
    (request, response) => void handle(request, response),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    address: { port: (server.address() as AddressInfo).port, key },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createHandler(
  data: DataPlane,
  key: string,
  exists: (type: string, resource: string) => boolean,
) {
  const handlers: Record<string, WireHandler> = {
    kv_namespace: kvWire(data.kv),
    d1: d1Wire(data.d1),
    r2_bucket: r2Wire(data.r2),
    queue: queueWire(data.queues),
    vectorize: vectorizeWire(data.vectorize),
    ai: aiWire,
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const body = await readBody(request);
      const type = String(request.headers[TYPE_HEADER]);
      const handler = handlers[type];
      if (request.headers[KEY_HEADER] !== key || handler === undefined) {
        respond(response, refusal(403, "Forbidden"));
        return;
      }
      const resource = decodeURIComponent(String(request.headers[RESOURCE_HEADER]));
      if (!exists(type, resource)) {
        respond(response, missingResource(type, resource));
        return;
      }
      const { method = "GET", headers } = request;
      const url = new URL(request.url ?? "/", "http://binding");
      respond(response, handler({ resource, method, url, headers, body }));
    } catch (error) {
      console.error("A binding's call failed; please report this.", error);
      if (response.headersSent) response.destroy();
      else respond(response, refusal(500, "Internal Server Error"));
    }
  };
}
