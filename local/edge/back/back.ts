import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { json } from "node:stream/consumers";
import { keepsIdleConnections } from "../../idle-connections.ts";
import { BACK_HEADER, type BackAddress } from "../fleet/back-service.ts";
import { callerOf, type Front } from "../front/front.ts";
import type { AssetFiles } from "./asset-files.ts";
import type { ResponseCache } from "./cache.ts";
import type { RateLimitCall, RateLimiter } from "./rate-limiter.ts";

export interface BackServices {
  cache: ResponseCache;
  rateLimiter: RateLimiter;
  assetFiles: AssetFiles;
  /** Events of Workers that somebody follows. */
  onEvents(events: readonly Record<string, unknown>[]): void;
  secret(storeId: string, name: string): string | undefined;
}

/**
 * Where workerd calls the edge's own process: Workers' requests to hosts of this cloud, the Cache
 * API, static files, and the state behind small bindings. Only calls with the key are served, which the
 * configuration adds to each request and no Worker sees.
 */
export class Back {
  readonly #key: string;
  readonly #services: BackServices;
  readonly #server: Server = createServer({
    maxHeaderSize: 256 * 1024,
    requestTimeout: 0,
    ...keepsIdleConnections,
  });
  #front: Front | undefined;

  constructor(key: string, services: BackServices) {
    this.#key = key;
    this.#services = services;
    this.#server.on("request", (request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500);
        response.end(String(error));
      });
    });
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** @param front answers requests of Workers to hosts of this cloud */
  connect(front: Front): void {
    this.#front = front;
  }

  /** @param path of the Unix socket to listen at */
  async listen(path: string): Promise<BackAddress> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(path, resolve);
    });
    return { path, key: this.#key };
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { kind, detail } = this.#authenticate(request);
    if (kind === "cache") return this.#services.cache.handle(request, response);
    if (kind === "asset") return this.#services.assetFiles.handle(detail, request, response);
    if (kind !== "edge") {
      response.writeHead(403).end();
      return;
    }
    if (request.headers.host === "edge") return this.#serve(request, response);
    await this.#front?.handle(request, response, callerOf(request));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: unknown = await json(request);
    switch (request.url) {
      case "/tail":
        this.#services.onEvents(body as Record<string, unknown>[]);
        response.end();
        return;
      case "/rate-limit":
        response.end(JSON.stringify(this.#services.rateLimiter.limit(body as RateLimitCall)));
        return;
      case "/secret":
        this.#answerSecret(body as { store_id: string; secret_name: string }, response);
        return;
      default:
        response.writeHead(404).end();
    }
  }

  #answerSecret(call: { store_id: string; secret_name: string }, response: ServerResponse): void {
    const value = this.#services.secret(call.store_id, call.secret_name);
    if (value === undefined) {
      response.writeHead(404);
      response.end(`Secret "${call.secret_name}" not found in store ${call.store_id}.`);
    } else {
      response.end(value);
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { kind } = this.#authenticate(request);
    if (kind === "edge" && this.#front) {
      void this.#front.upgrade(request, socket, head, callerOf(request));
    } else {
      socket.destroy();
    }
  }

  #authenticate({ headers }: IncomingMessage): { kind: string; detail: string } {
    const [key = "", kind = "", detail = ""] = (headers[BACK_HEADER]?.toString() ?? "").split(" ");
    const isOurs =
      key.length === this.#key.length && timingSafeEqual(Buffer.from(key), Buffer.from(this.#key));
    return isOurs ? { kind, detail } : { kind: "", detail: "" };
  }
}
